# group: honest
# expect: pass
# tries: six megabytes of progress on stdout and bytes that are no UTF-8 on stderr
import os
import threading

for line in range(60_000):
    print(f"{line:>8} " + "#" * 90)
os.write(2, bytes(range(256)) * 400)


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


_done = {}
_changed = threading.Condition()


def send(fn, *args, **kwargs):
    def run():
        try:
            result = "value", fn(*args, **kwargs)
        except BaseException as error:
            result = "error", error
        with _changed:
            _done[slip] = result
            _changed.notify_all()

    with _changed:
        slip = len(_done)
        _done[slip] = None
    threading.Thread(target=run, daemon=True).start()
    return slip


def fetch(slip, patience=5.0):
    with _changed:
        if slip not in _done:
            raise UnknownSlip(slip)
        if not _changed.wait_for(lambda: _done[slip], patience):
            raise TimeoutError
        kind, content = _done[slip]
    if kind == "error":
        raise content
    return content
