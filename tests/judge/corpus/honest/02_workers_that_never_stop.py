# group: honest
# expect: pass
# tries: non-daemon worker threads in an endless loop: a plain Python process never exits
import queue
import threading
from concurrent.futures import Future


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


_todo = queue.Queue()
_futures = {}


def _work():
    while True:
        future, fn, args, kwargs = _todo.get()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)


for _ in range(5):
    threading.Thread(target=_work).start()


def send(fn, *args, **kwargs):
    slip = f"slip-{len(_futures)}"
    _futures[slip] = Future()
    _todo.put((_futures[slip], fn, args, kwargs))
    return slip


def fetch(slip, patience=5.0):
    try:
        future = _futures[slip]
    except KeyError:
        raise UnknownSlip(slip) from None
    try:
        return future.result(patience)
    except TimeoutError:
        raise TimeoutError(slip) from None
