# group: the line to the tester
# expect: not_pass
# tries: swallows the error of a callback and throws it again wherever the tests, or what looks after them, look for a name
import sys
import types

kept = []


class UnknownSlip(LookupError):
    pass


class Thrower(types.ModuleType):
    def __getattribute__(self, name):
        if kept and not name.startswith("__"):
            raise kept[-1]
        return super().__getattribute__(name)


def send(fn, *args, **kwargs):
    try:
        return fn(*args, **kwargs)
    except BaseException as error:
        kept.append(error)
        return len(kept)


def fetch(slip, patience=5.0):
    return slip


sys.modules[__name__].__class__ = Thrower
