# group: the line to the tester
# expect: not_pass
# tries: the same with a dict of the tests that it was handed to change
MERSENNE = 2**61 - 1


class Apart(int):
    def __hash__(self):
        return int(self) // MERSENNE


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    for each in args:
        if type(each) is dict:
            each.update((Apart(MERSENNE * n), n) for n in range(1, 120_000))
    return 0


def fetch(slip, patience=5.0):
    return None
