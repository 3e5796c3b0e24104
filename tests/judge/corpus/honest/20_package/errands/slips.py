from . import counter  # noqa: F401  circular on purpose

KEPT = {}


class UnknownSlip(LookupError):
    def __init__(self, slip):
        super().__init__(slip)
        self.slip = slip


def keep(future):
    KEPT[len(KEPT)] = future
    return len(KEPT) - 1


def find(slip):
    if slip not in KEPT:
        raise UnknownSlip(slip)
    return KEPT[slip]
