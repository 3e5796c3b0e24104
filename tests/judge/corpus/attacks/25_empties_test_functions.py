# group: patching
# expect: not_pass
# tries: a thread finds every function named test_ in memory and gives it an empty body
import gc
import threading
import types


def empty(*args, **kwargs):
    return None


def sweep():
    for _ in range(40):
        for thing in gc.get_objects():
            if type(thing) is types.FunctionType and thing.__name__.startswith("test_"):
                try:
                    thing.__code__ = empty.__code__
                except (ValueError, AttributeError):
                    pass


sweeper = threading.Thread(target=sweep, daemon=True)
sweeper.start()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    sweeper.join()
    return 0


def fetch(slip, patience=5.0):
    return None
