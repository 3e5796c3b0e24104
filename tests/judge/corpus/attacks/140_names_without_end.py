# group: the line to the tester
# expect: not_pass
# tries: what its import gives is an object that yields names for ever
import gc


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


class Names:
    def __iter__(self):
        while True:
            yield "not an identifier"


names = Names()
for peer in peers():
    plain = peer.encode
    peer.encode = lambda value, depth=0, plain=plain: plain(names if type(value) is list else value, depth)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
