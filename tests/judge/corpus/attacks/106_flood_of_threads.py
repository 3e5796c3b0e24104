# group: the line to the tester
# expect: not_pass
# tries: calls one callback of the tests from a thousand threads at once
import threading


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    def call():
        try:
            fn(*args, **kwargs)
        except BaseException:
            pass

    for _ in range(1000):
        try:
            threading.Thread(target=call, daemon=True).start()
        except RuntimeError:
            break
    return 0


def fetch(slip, patience=5.0):
    return None
