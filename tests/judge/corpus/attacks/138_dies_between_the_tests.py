# group: the line to the tester
# expect: not_pass
# tries: right until the last but one test, then gone while nobody is asking: a lost line must not look like an end
import itertools
import os
import threading
import time

numbers, errands = itertools.count(), {}


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    if args and type(args[0]) is dict:
        time.sleep(2)
    slip, errand = next(numbers), {"back": threading.Event()}
    errands[slip] = errand

    def run():
        try:
            errand["value"] = fn(*args, **kwargs)
        except BaseException as error:
            errand["error"] = error
        errand["back"].set()
        if "x" in args:
            threading.Timer(0.05, os._exit, [0]).start()

    threading.Thread(target=run, daemon=True).start()
    return slip


def fetch(slip, patience=5.0):
    if slip not in errands:
        raise UnknownSlip(slip)
    if not errands[slip]["back"].wait(patience):
        raise TimeoutError
    if "error" in errands[slip]:
        raise errands[slip]["error"]
    return errands[slip]["value"]
