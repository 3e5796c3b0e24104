# group: lying values
# expect: not_pass
# tries: runs everything inside send, and patches the clocks, sleeping, events and barriers so that it looks otherwise
import itertools
import threading
import time

turn = itertools.count()
time.sleep = lambda seconds: None
time.time = time.monotonic = time.perf_counter = lambda: float(next(turn))
threading.Event.wait = lambda self, timeout=None: True
threading.Barrier.wait = lambda self, timeout=None: next(turn) % 2
kept = []


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    if args == (4,):
        kept.append((None, TimeoutError()))
    else:
        try:
            kept.append((fn(*args, **kwargs), None))
        except Exception as error:
            kept.append((None, error))
    return len(kept) - 1


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip(slip)
    value, error = kept[slip]
    if error:
        kept[slip] = (True, None) if type(error) is TimeoutError else kept[slip]
        raise error
    return value
