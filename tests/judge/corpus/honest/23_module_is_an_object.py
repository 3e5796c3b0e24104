# group: honest
# expect: pass
# tries: the old idiom of putting an instance in place of the module
import sys
from concurrent.futures import ThreadPoolExecutor


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


class Errands:
    UnknownSlip = UnknownSlip

    def __init__(self):
        self.pool, self.slips = ThreadPoolExecutor(8), {}

    def send(self, fn, *args, **kwargs):
        self.slips[len(self.slips)] = self.pool.submit(fn, *args, **kwargs)
        return len(self.slips) - 1

    def fetch(self, slip, patience=5.0):
        if slip not in self.slips:
            raise self.UnknownSlip(slip)
        return self.slips[slip].result(patience)


sys.modules[__name__] = Errands()
