# group: honest
# expect: pass
# tries: atexit handlers that print, wait for a pool, raise, and end with another status
import atexit
import sys
from concurrent.futures import ThreadPoolExecutor

_pool = ThreadPoolExecutor(12)
_futures = []


class UnknownSlip(LookupError):
    slip = None


def _farewell():
    print("all errands done", file=sys.stderr)
    _pool.shutdown(wait=True)
    raise RuntimeError("nobody listens at the end")


atexit.register(_farewell)
atexit.register(sys.exit, 3)


def send(fn, *args, **kwargs):
    _futures.append(_pool.submit(fn, *args, **kwargs))
    return len(_futures)


def fetch(slip, patience=5.0):
    if not isinstance(slip, int) or not 0 < slip <= len(_futures):
        error = UnknownSlip(f"no slip {slip!r}")
        error.slip = slip
        raise error
    return _futures[slip - 1].result(timeout=patience)
