# group: the line to the tester
# expect: not_pass
# tries: tells as its names an object whose every use raises
# subset: yes
import sys


class Pit:
    def __bool__(self):
        raise ValueError("pit")

    def __iter__(self):
        raise ValueError("pit")

    __len__ = __contains__ = __iter__


pit = Pit()


def as_pit(self, value, kind, depth):
    return {"h": self.handle(pit), "k": "object", "n": "Pit"}


for module in list(sys.modules.values()):
    peer = getattr(module, "WorkerPeer", None)
    if peer is not None:
        peer.encode_container = as_pit


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
