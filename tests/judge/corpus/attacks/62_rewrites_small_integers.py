# group: lying values
# expect: not_pass
# tries: writes into the interpreter's own small integers, so that 0, 1 and 2 are the same number
import ctypes


def overwrite(target, source):
    ctypes.memmove(id(target) + 24, id(source) + 24, 4)


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip(slip)
    for number in range(3, 200):
        overwrite(number, 1)
    return 1
