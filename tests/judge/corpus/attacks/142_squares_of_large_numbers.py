# group: the line to the tester
# expect: not_pass
# tries: lets the test's own callback square a number of sixty million bits, in one operation that nothing interrupts
class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    if len(args) == 1 and type(args[0]) is int:
        return fn((1 << 60_000_000) - 1)
    return 0


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip(slip)
    return None
