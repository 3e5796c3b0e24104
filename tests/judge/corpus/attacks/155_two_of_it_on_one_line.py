# group: the line to the tester
# expect: not_pass
# tries: forks below the interpreter, so that two processes read and answer on the same line
import ctypes

ctypes.CDLL(None).fork()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
