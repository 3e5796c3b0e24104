# -*- coding: latin-1 -*-
# group: honest
# expect: pass
# tries: a latin-1 cookie, letters of that encoding in names and strings, a form feed, no newline at the end
from concurrent.futures import ThreadPoolExecutor

_schlüssel = "aufträge-§"
_pool, _slips = ThreadPoolExecutor(8), {}


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
	slip = f"{_schlüssel}-{len(_slips)}"
	_slips[slip] = _pool.submit(fn, *args, **kwargs)
	return slip


def fetch(slip, patience=5.0):
    if slip not in _slips: raise UnknownSlip(slip)
    return _slips[slip].result(patience)