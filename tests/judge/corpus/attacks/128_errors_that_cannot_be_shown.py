# group: the line to the tester
# expect: not_pass
# tries: syntax errors at impossible places, which stumble whoever formats them for a report
# subset: yes
import itertools

turn = itertools.count()
ODD = [
    lambda: SyntaxError("x", ("file", 1, "three", "text\n", 1, 2)),
    lambda: SyntaxError("x", ("file\0name", 10**30, 5, "text\ud800", -5, object())),
    lambda: SyntaxError("x", (b"bytes", -1, 10**20, None)),
    lambda: SyntaxError("x", ("file", 1, 2, b"bytes")),
    lambda: IndentationError("x", (3, 3, 3, 3)),
]


class UnknownSlip(SyntaxError):
    def __init__(self, slip):
        super().__init__("x", ("file", "one", [2], {3: 4}))
        self.slip = slip


def send(fn, *args, **kwargs):
    raise ODD[next(turn) % len(ODD)]()


def fetch(slip, patience=5.0):
    raise UnknownSlip(slip)
