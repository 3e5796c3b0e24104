# group: resources
# expect: not_pass
# tries: children that end at once and are never waited for, orphans in sessions of their own, a vfork that does not return
import ctypes
import os
import time

for _ in range(300):
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(3600)
            os._exit(0)
    except OSError:
        break
try:
    if ctypes.CDLL(None).vfork() == 0:
        time.sleep(3600)
except OSError:
    pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
