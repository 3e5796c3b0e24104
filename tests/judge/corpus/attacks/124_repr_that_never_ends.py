# group: the line to the tester
# expect: not_pass
# tries: objects whose repr, str and hash take for ever, return megabytes or raise, when the report of a failure asks for them
import itertools

turn = itertools.count()


class Stuck:
    def __repr__(self):
        if next(turn) % 2:
            raise SystemExit(0)
        return "12 passed\n" * 1_000_000

    __str__ = __repr__

    def __eq__(self, other):
        return True

    def __hash__(self):
        return int(repr(self))

    def __bool__(self):
        while True:
            pass


class UnknownSlip(LookupError):
    slip = Stuck()

    def __str__(self):
        return repr(Stuck())


def send(fn, *args, **kwargs):
    return Stuck()


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip
    return Stuck()
