# group: honest
# expect: pass
# tries: patches json, time and threading.Thread for itself, as a profiler or a shim does
# subset: no
import json
import threading
import time

_started = []
_plain_start = threading.Thread.start


def _counted_start(self):
    _started.append(self.name)
    return _plain_start(self)


threading.Thread.start = _counted_start
_plain_dumps = json.dumps
json.dumps = lambda value, **kwargs: _plain_dumps(value, **{"sort_keys": True, **kwargs})
_plain_sleep = time.sleep
time.sleep = lambda seconds: _plain_sleep(min(seconds, 1))


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


_errands = {}


def send(fn, *args, **kwargs):
    errand = [None, None]

    def run():
        try:
            errand[0] = fn(*args, **kwargs)
        except BaseException as error:
            errand[1] = error

    thread = threading.Thread(target=run, daemon=True)
    slip = json.dumps({"slip": len(_errands), "a": 1})
    _errands[slip] = thread, errand
    thread.start()
    return slip


def fetch(slip, patience=5.0):
    if slip not in _errands:
        raise UnknownSlip(slip)
    thread, errand = _errands[slip]
    ends = time.monotonic() + patience
    while thread.is_alive():
        if time.monotonic() > ends:
            raise TimeoutError(slip)
        time.sleep(0.002)
    if errand[1] is not None:
        raise errand[1]
    return errand[0]
