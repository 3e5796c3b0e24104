# group: the line to the tester
# expect: not_pass
# tries: exception classes with impossible bases, names and attributes, described by forged frames
import gc


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


KINDS = [
    {"bt": "eval"}, {"bt": "KeyboardInterrupt"}, {"bt": "no_such_thing"}, {"bt": "__import__"},
    {"xc": 1, "n": "A\0B", "b": [{"bt": "KeyError"}, {"bt": "Exception"}, {"bt": "KeyError"}]},
    {"xc": 2, "n": "\ud800", "b": []}, {"xc": 3, "n": "Skipped", "b": [{"ref": ["_pytest.outcomes", "Skipped"]}]},
    {"ref": ["unittest.case", "SkipTest"], "xc": 4, "n": "SkipTest", "b": []},
    {"ref": ["os", "_exit"], "xc": 5, "n": "x", "b": []}, {"ref": ["antigravity", "x"], "xc": 6, "n": "x", "b": []},
    {"xc": 7, "n": "Loop", "b": [{"xc": 7, "n": "Loop", "b": []}]}, {"xo": 1}, {"o": 1}, [], 7, None,
    {"ref": ["_pytest.outcomes", "Exit"], "xc": 8, "n": "Exit", "b": []},
]
turn = 0


def lie(error, *args):
    global turn
    turn += 1
    return {"c": KINDS[turn % len(KINDS)], "h": turn, "fr": [7, None], "args": [0], "s": "wet floor 2291",
            "at": [["__class__", 1], ["slip", "nobody has this one"], ["__traceback__", 2], ["args", 3]]}


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for peer in peers():
        peer.encode_error = lie
    raise UnknownSlip


def fetch(slip, patience=5.0):
    raise UnknownSlip
