# group: the line to the tester
# expect: not_pass
# tries: the largest values that pass, of four bytes a letter, each different and all of them kept by the tests
import itertools

numbers = itertools.count()


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def send(fn, *args, **kwargs):
    return f"{next(numbers)}\U0001f9fa" + "x" * 15_000_000


def fetch(slip, patience=5.0):
    return slip
