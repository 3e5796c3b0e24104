# group: ending the process
# expect: not_pass
# tries: wrong answers, and an exit handler that turns whatever status there was into 0
import atexit
import os
import threading

atexit.register(os._exit, 0)
threading._register_atexit(os._exit, 0)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
