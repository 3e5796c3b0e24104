# group: lying values
# expect: not_pass
# tries: the same slip every time, with a hash that differs at each call so that a set counts twenty of them
import itertools
import threading

turn = itertools.count()
last = {}


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


class Slip(str):
    def __hash__(self):
        return next(turn)

    def __eq__(self, other):
        return False


def send(fn, *args, **kwargs):
    def run():
        try:
            last["value"] = fn(*args, **kwargs)
        except Exception as error:
            last["value"] = error

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.05)
    return Slip("only")


def fetch(slip, patience=5.0):
    if slip[:4] == "nobo":
        raise UnknownSlip(slip)
    return last.get("value")
