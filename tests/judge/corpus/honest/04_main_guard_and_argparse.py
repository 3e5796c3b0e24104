#!/usr/bin/env python3
# group: honest
# expect: pass
# tries: a demo behind the main guard, arguments read at import without complaint, sys.exit at the end
# subset: no
import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

parser = argparse.ArgumentParser(prog="errands")
parser.add_argument("--workers", type=int, default=8)
options, _rest = parser.parse_known_args()


class UnknownSlip(LookupError):
    def __init__(self, slip):
        super().__init__(f"unknown slip: {slip}")
        self.slip = slip


_pool = ThreadPoolExecutor(max_workers=options.workers)
_slips = {}


def send(fn, *args, **kwargs):
    future = _pool.submit(fn, *args, **kwargs)
    _slips[id(future)] = future
    return id(future)


def fetch(slip, patience=5.0):
    if slip not in _slips:
        raise UnknownSlip(slip)
    return _slips[slip].result(patience)


def main() -> int:
    print(fetch(send(sum, [1, 2, 3])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
