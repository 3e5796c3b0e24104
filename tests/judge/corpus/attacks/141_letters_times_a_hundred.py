# group: the line to the tester
# expect: not_pass
# tries: calls the test's own arithmetic with letters instead of numbers: fifteen megabytes times a hundred, in the tester
class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    try:
        return fn("x" * 15_000_000, "")
    except Exception as error:
        return error


def fetch(slip, patience=5.0):
    return slip
