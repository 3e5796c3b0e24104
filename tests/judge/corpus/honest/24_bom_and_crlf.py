# group: honest
# expect: pass
# tries: a byte order mark, CRLF line ends and trailing blanks, as an editor elsewhere writes them
# subset: no
import threading


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


errands = {}


def send(fn, *args, **kwargs):
    """Zwei­fel los"""
    def run():
        try:
            box.append((True, fn(*args, **kwargs)))
        except BaseException as error:
            box.append((False, error))
    box = []
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    errands[thread.ident, len(errands)] = thread, box
    return thread.ident, len(errands) - 1


def fetch(slip, patience=5.0):
    if slip not in errands:
        raise UnknownSlip(slip)
    thread, box = errands[slip]
    thread.join(patience)
    if not box:
        raise TimeoutError(slip)
    (good, value), = box
    if not good:
        raise value
    return value
