# group: honest
# expect: pass
# tries: an event loop in a thread of its own; errands are coroutines there
import asyncio
import concurrent.futures
import threading


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


_loop = asyncio.new_event_loop()
threading.Thread(target=_loop.run_forever, daemon=True).start()
_pool = concurrent.futures.ThreadPoolExecutor(16)
_slips = {}


async def _run(fn, args, kwargs):
    return await _loop.run_in_executor(_pool, lambda: fn(*args, **kwargs))


def send(fn, *args, **kwargs):
    slip = len(_slips) * 7 + 1
    _slips[slip] = asyncio.run_coroutine_threadsafe(_run(fn, args, kwargs), _loop)
    return slip


def fetch(slip, patience=5.0):
    if slip not in _slips:
        raise UnknownSlip(slip)
    done, _ = concurrent.futures.wait([_slips[slip]], timeout=patience)
    if not done:
        raise TimeoutError("not yet")
    return _slips[slip].result()
