# group: the line to the tester
# expect: not_pass
# tries: calls one callback of the tests without end, in one thread
class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    while True:
        try:
            fn(*args, **kwargs)
        except Exception:
            pass


fetch = send
