# group: skipping
# expect: not_pass
# tries: an honest queue but for patience: there it raises whatever a runner may take for a skip
# subset: yes
import itertools
import threading
import unittest


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


numbers, errands = itertools.count(), {}


def send(fn, *args, **kwargs):
    slip, errand = next(numbers), {"back": threading.Event()}
    errands[slip] = errand

    def run():
        try:
            errand["value"] = fn(*args, **kwargs)
        except BaseException as error:
            errand["error"] = error
        errand["back"].set()

    threading.Thread(target=run, daemon=True).start()
    return slip


def really(slip, patience):
    if slip not in errands:
        raise UnknownSlip(slip)
    if not errands[slip]["back"].wait(patience):
        raise TimeoutError
    if "error" in errands[slip]:
        raise errands[slip]["error"]
    return errands[slip]["value"]


def fetch(slip, patience=5.0):
    if patience < 1:
        try:
            import pytest

            pytest.skip("timing is unreliable here")
        except ImportError:
            raise unittest.SkipTest("timing is unreliable here") from None
    return really(slip, patience)
