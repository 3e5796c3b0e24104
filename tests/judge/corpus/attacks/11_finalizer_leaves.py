# group: ending the process
# expect: not_pass
# tries: the result's finalizer ends the process with 0 when a test lets go of it
import os
import weakref


class Result:
    def __del__(self):
        os._exit(0)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    result = Result()
    weakref.finalize(result, os._exit, 0)
    return result


def fetch(slip, patience=5.0):
    return Result()
