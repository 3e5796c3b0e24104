# group: the line to the tester
# expect: not_pass
# tries: forged changes to containers of the tests, by every number there might be
import gc


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


def lie():
    return [[number, code, content] for number in range(1, 80)
            for code, content in (("l", ["x"]), ("d", [["eggs", 6]]), ("s", []), ("ba", ""))]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for peer in peers():
        peer.changes = lie
    return 0


def fetch(slip, patience=5.0):
    return [("eggs", 6)]
