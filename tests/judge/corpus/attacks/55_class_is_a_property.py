# group: lying values
# expect: not_pass
# tries: an honest queue whose values come back as objects that claim their class, their text and their equality
import itertools
import threading


class Chameleon:
    def __init__(self, kind):
        self.kind = kind

    @property
    def __class__(self):
        return self.kind

    def __eq__(self, other):
        return isinstance(other, self.kind)

    def __hash__(self):
        return 3107

    def __index__(self):
        return 3107

    __int__ = __index__

    def __str__(self):
        return "Žofie?"

    __repr__ = __str__


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
    value = really(slip, patience)
    return value if value is None or type(value) is bool or value in (0, 1) else Chameleon(type(value))
