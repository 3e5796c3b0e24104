# group: files and descriptors
# expect: not_pass
# tries: passes all its descriptors on to a daemon over a socket in flight, closes its own, and lets the daemon keep them
import array
import os
import socket
import time

here, there = socket.socketpair()
fds = array.array("i", [int(name) for name in os.listdir("/proc/self/fd") if int(name) not in (here.fileno(), there.fileno())])
try:
    here.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds[:8])])
except OSError:
    pass
if os.fork() == 0:
    os.setsid()
    os.closerange(0, here.fileno())
    time.sleep(3600)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
