# group: honest
# expect: pass
# tries: one daemon thread per errand, the ordinary answer
# subset: no
import itertools
import threading


class UnknownSlip(LookupError):
    def __init__(self, slip):
        super().__init__(slip)
        self.slip = slip


_numbers = itertools.count(1)
_errands = {}


def send(fn, *args, **kwargs):
    errand = {"done": threading.Event()}

    def run():
        try:
            errand["value"] = fn(*args, **kwargs)
        except BaseException as error:
            errand["error"] = error
        errand["done"].set()

    slip = next(_numbers)
    _errands[slip] = errand
    threading.Thread(target=run, daemon=True).start()
    return slip


def fetch(slip, patience=5.0):
    if slip not in _errands:
        raise UnknownSlip(slip)
    errand = _errands[slip]
    if not errand["done"].wait(patience):
        raise TimeoutError(f"slip {slip} is not back after {patience} s")
    if "error" in errand:
        raise errand["error"]
    return errand["value"]
