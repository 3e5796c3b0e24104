# group: honest
# expect: pass
# tries: a second and a half of import: large standard modules, a table, a pause
# subset: no
import asyncio  # noqa: F401
import decimal
import email.mime.multipart  # noqa: F401
import http.server  # noqa: F401
import sqlite3  # noqa: F401
import time
import unittest.mock  # noqa: F401
import xml.dom.minidom  # noqa: F401
from concurrent.futures import ThreadPoolExecutor

decimal.getcontext().prec = 400
SEVENTH = [decimal.Decimal(1) / 7 for _ in range(2000)]
SQUARES = {n: n * n for n in range(200_000)}
time.sleep(1)

_pool, _slips = ThreadPoolExecutor(8), {}


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    slip = (len(_slips), "slip")
    _slips[slip] = _pool.submit(fn, *args, **kwargs)
    return slip


def fetch(slip, patience=5.0):
    if slip not in _slips:
        raise UnknownSlip(slip)
    return _slips[slip].result(patience)
