# group: honest
# expect: pass
# tries: the functions are compiled from text at import; annotations are strings; a star import; a decorator without wraps
# subset: no
from __future__ import annotations

from concurrent.futures import *  # noqa: F403
from threading import *  # noqa: F403

_pool = ThreadPoolExecutor(8)  # noqa: F405
_guard = RLock()  # noqa: F405


def guarded(fn):
    def inner(*args, **kwargs):
        with _guard:
            future = fn(*args, **kwargs)
        return future

    return inner


SOURCE = '''
class UnknownSlip(LookupError):
    def __init__(self, slip: "anything"):
        self.slip: Undefined = slip

slips: list[Undefined] = []

@guarded
def send(fn: Callable[..., Never], /, *args: int, **kwargs: str) -> Slip:
    slips.append(_pool.submit(fn, *args, **kwargs))
    return -len(slips)

@guarded
def find(slip):
    if not isinstance(slip, int):
        raise UnknownSlip(slip)
    return slips[-slip - 1]

def fetch(slip: Slip, patience: Seconds = 5.0) -> object:
    return find(slip).result(patience)
'''
exec(compile(SOURCE, "<generated>", "exec"))
