# group: the line to the tester
# expect: not_pass
# tries: every call takes three seconds and is right but for one: no single call is late, the whole is
import itertools
import threading
import time

numbers, errands = itertools.count(), {}


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    time.sleep(3)
    slip, errand = next(numbers), []
    errands[slip] = threading.Thread(target=lambda: errand.append(fn(*args, **kwargs)), daemon=True), errand
    errands[slip][0].start()
    return slip


def fetch(slip, patience=5.0):
    time.sleep(3)
    thread, errand = errands[slip]
    thread.join(patience)
    return errand[0]
