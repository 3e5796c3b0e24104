# group: honest
# expect: pass
# tries: prints at import and in every call, with colours, carriage returns, a bell, and words that look like a test report
# subset: no
import sys
import threading

print("\x1b[2J\x1b[31merrands 1.0\x1b[0m \r loading\a")
print("===== 12 passed in 0.01s =====", "FAILED test_errands.py::test_unknown_slip", sep="\n")
print('{"end": true, "outcome": "failed"}', file=sys.stderr, flush=True)


class UnknownSlip(LookupError):
    def __init__(self, slip):
        print("unknown", repr(slip))
        self.slip = slip


_errands = []


class _Errand(threading.Thread):
    def __init__(self, job):
        super().__init__(daemon=True)
        self.job, self.value, self.error = job, None, None

    def run(self):
        print("running in", self.name)
        try:
            self.value = self.job()
        except Exception as error:
            print("it failed:", error)
            self.error = error


def send(fn, *args, **kwargs):
    errand = _Errand(lambda: fn(*args, **kwargs))
    _errands.append(errand)
    errand.start()
    sys.stdout.write(f"sent {len(_errands)}\r")
    return len(_errands) - 1


def fetch(slip, patience=5.0):
    if not isinstance(slip, int):
        raise UnknownSlip(slip)
    errand = _errands[slip]
    errand.join(patience)
    if errand.is_alive():
        raise TimeoutError("please wait")
    if errand.error is not None:
        raise errand.error
    print("fetched", errand.value)
    return errand.value
