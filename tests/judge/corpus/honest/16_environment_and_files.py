# group: honest
# expect: pass
# tries: changes the environment, the working folder and the umask, and leaves temporary files behind
# subset: no
import os
import tempfile
import threading

os.environ["ERRANDS_HOME"] = os.environ.get("HOME", "/nowhere")
os.environ.pop("LANG", None)
os.umask(0o077)
_folder = tempfile.mkdtemp(prefix="errands-")
with open("left_here.txt", "w", encoding="utf-8") as note:
    note.write("ünfinished " * 100)
os.chdir(_folder)


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


_results = {}


def send(fn, *args, **kwargs):
    handle, slip = tempfile.mkstemp(prefix="slip-", dir=_folder)
    os.close(handle)
    back = threading.Event()
    _results[slip] = [back, None, None]

    def run():
        try:
            _results[slip][1] = fn(*args, **kwargs)
        except BaseException as error:
            _results[slip][2] = error
        with open(slip, "w", encoding="utf-8") as file:
            file.write("done")
        back.set()

    threading.Thread(target=run, daemon=True).start()
    return slip


def fetch(slip, patience=5.0):
    if slip not in _results:
        raise UnknownSlip(slip)
    back, value, error = _results[slip]
    if not back.wait(patience):
        raise TimeoutError(slip)
    if _results[slip][2] is not None:
        raise _results[slip][2]
    return _results[slip][1]
