# group: the line to the tester
# expect: not_pass
# tries: what its import gives is a number, so that whoever goes through the names stumbles
# subset: yes
import gc


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


for peer in peers():
    peer.encode = lambda value, depth=0: 7


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
