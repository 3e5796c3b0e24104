# group: the line to the tester
# expect: not_pass
# tries: a module of two hundred thousand names, names that are no text, and names of the proxy's own insides
class UnknownSlip(LookupError):
    pass


class Odd(str):
    def startswith(self, *args):
        raise SystemExit(0)


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None


__path__ = ["/"]
__all__ = [1, None, "send"]
_peer = _handle = _kind = __class__ = __loader__ = __spec__ = None
globals().update({f"name_{n}": n for n in range(200_000)})
globals()[Odd("name")] = 1
globals()[7] = 8
