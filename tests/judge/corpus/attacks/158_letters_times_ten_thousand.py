# group: the line to the tester
# expect: not_pass
# tries: makes the test's own arithmetic build a text of 150 gigabytes, one nested call at a time, until the tester is gone
class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    text = "x" * 15_000_000
    for _ in range(3):
        try:
            text = fn(text, "")
        except Exception as error:
            return error
    return text


def fetch(slip, patience=5.0):
    return slip
