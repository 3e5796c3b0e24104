# group: the line to the tester
# expect: not_pass
# tries: keeps what it was given and goes on calling it from threads after every test, and after the last one
import threading
import time

kept = []


def go_on():
    while True:
        for fn in list(kept):
            try:
                fn()
            except BaseException:
                pass
        time.sleep(0.001)


for _ in range(4):
    threading.Thread(target=go_on, daemon=True).start()


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    kept.append(lambda: fn(*args, **kwargs))
    return len(kept) - 1


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip(slip)
    return kept[slip]()
