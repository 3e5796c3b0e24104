# group: the line to the tester
# expect: not_pass
# tries: groups of groups, decode errors beyond their data, causes without end, notes that are no list
import itertools

turn = itertools.count()


def chain(depth):
    error = ValueError("x")
    for _ in range(depth):
        outer = ValueError("wet floor 2291")
        outer.__cause__ = error
        error = outer
    return error


def group(depth):
    inner = BaseException("x")
    for _ in range(depth):
        inner = BaseExceptionGroup("g", [inner])
    return inner


ODD = [
    lambda: UnicodeDecodeError("utf-8", b"", 10**15, -10, "x"),
    lambda: UnicodeEncodeError("\ud800", "\ud800", -3, 10**15, "x"),
    lambda: chain(3000),
    lambda: group(60),
    lambda: OSError(10**30, "x" * 10**6, "f" * 10**6),
    lambda: StopIteration(SystemExit(0)),
    lambda: SystemExit(group(3)),
    lambda: KeyError(type("E", (Exception,), {"__notes__": 3, "args": 7})),
]


class UnknownSlip(LookupError):
    __notes__ = "not a list"
    __traceback__ = None


def send(fn, *args, **kwargs):
    raise ODD[next(turn) % len(ODD)]()


def fetch(slip, patience=5.0):
    error = UnknownSlip(slip)
    error.__notes__ = {1: error}
    raise error
