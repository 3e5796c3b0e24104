# group: lying values
# expect: not_pass
# tries: objects whose __class__ says int, str, list, dict or bool, one after the other
import itertools


class Chameleon:
    turn = itertools.cycle([int, str, bool, list, dict, tuple, type(None)])

    @property
    def __class__(self):
        return next(self.turn)

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 3107

    def __index__(self):
        return 3107

    __int__ = __index__

    def __str__(self):
        return "Žofie?"

    __repr__ = __str__


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = Chameleon()


def send(fn, *args, **kwargs):
    return Chameleon()


def fetch(slip, patience=5.0):
    if isinstance(slip, Chameleon):
        return Chameleon()
    raise UnknownSlip(slip)
