# group: the line to the tester
# expect: not_pass
# tries: replies whose values have no tag, several tags, unknown tags, the wrong content, or handles never given
import gc


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


VALUES = [
    {}, {"l": [], "t": []}, {"zz": 1}, {"l": 7}, {"d": [[1]]}, {"d": [[{"l": []}, 1]]}, {"s": [{"d": []}]}, {"b": "%%%"},
    {"f": "nan nan"}, {"f": 7}, {"i": "0x"}, {"i": "1_0"}, {"c": ["0x1p0"]}, {"m": "1"}, {"m": 10**15}, {"m": 1}, {"o": 1},
    {"h": "x", "k": "callable", "n": 3}, {"h": 1, "k": "value", "n": "int", "v": {"l": []}}, {"bt": "eval"}, {"mod": "os"},
    {"ref": ["os", "system"]}, {"r": [1, 2, 0]}, {"sl": []}, {"e": 2}, {"x": {}}, {"xo": 3}, [1, 2], "\ud800", True,
]
turn = 0


def lie(value, depth=0):
    global turn
    turn += 1
    return VALUES[turn % len(VALUES)]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for peer in peers():
        peer.encode = lie
    return 0


def fetch(slip, patience=5.0):
    return None
