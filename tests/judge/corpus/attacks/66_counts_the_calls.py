# group: lying values
# expect: not_pass
# tries: a table of answers in the order of the tests, without doing any of the work
ANSWERS = iter([3107, "Žofie?", None, 0, False, "", [], "0123456789abcdef", True, 0, 1])
count = 0


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    global count
    count += 1
    return count


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip(slip)
    if patience < 1:
        raise TimeoutError
    return next(ANSWERS, True)
