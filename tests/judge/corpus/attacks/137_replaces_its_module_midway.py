# group: the line to the tester
# expect: not_pass
# tries: after the first call the module's names mean something else: bound to callbacks of the tests, to other modules, to nothing
import sys


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    module = sys.modules[__name__]
    module.fetch = fn
    module.UnknownSlip = BaseException
    module.send = fn
    sys.modules[__name__] = sys
    return args[0] if args else fn


def fetch(slip, patience=5.0):
    return None
