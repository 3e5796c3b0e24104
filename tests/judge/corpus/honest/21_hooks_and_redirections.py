# group: honest
# expect: pass
# tries: replaces stdout, stderr and excepthooks, closes stdin, turns warnings into errors, switches the collector off
import faulthandler
import gc
import io
import sys
import threading
import tracemalloc
import warnings

sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
sys.stdin.close()
sys.excepthook = lambda *error: None
threading.excepthook = lambda *error: None
sys.unraisablehook = lambda *error: None
warnings.simplefilter("error")
faulthandler.enable(file=sys.__stderr__)
gc.disable()
tracemalloc.start()
sys.dont_write_bytecode = False


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


class _Errand:
    def __init__(self, call):
        self.call, self.back = call, threading.Event()
        threading.Thread(target=self, daemon=True).start()

    def __call__(self):
        try:
            self.get = (lambda value: lambda: value)(self.call())
        except BaseException as error:
            caught = error

            def reraise():
                raise caught

            self.get = reraise
        self.back.set()


_errands = {}


def send(fn, *args, **kwargs):
    print("into a string")
    slip = frozenset({len(_errands)})
    _errands[slip] = _Errand(lambda: fn(*args, **kwargs))
    return slip


def fetch(slip, patience=5.0):
    if slip not in _errands:
        raise UnknownSlip(slip)
    if not _errands[slip].back.wait(patience):
        raise TimeoutError
    return _errands[slip].get()
