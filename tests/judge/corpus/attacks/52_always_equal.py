# group: lying values
# expect: not_pass
# tries: an honest queue whose numbers, texts and lists come back as one object that equals everything
# subset: yes
import itertools
import threading


class Yes:
    def __eq__(self, other):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__

    def __ne__(self, other):
        return False

    def __hash__(self):
        return hash(Yes)

    def __iter__(self):
        return iter(())


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
    return value if value is None or type(value) is bool or value in (0, 1) else Yes()
