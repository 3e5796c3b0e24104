# group: the line to the tester
# expect: not_pass
# tries: a set and a dict of integers that all hash to the same number: building them again takes hours
MERSENNE = 2**61 - 1


class Colliding(frozenset):
    pass


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


class Peek(int):
    __hash__ = int.__hash__


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    # Made in a moment here: the numbers hash apart until they are sent by value.
    import gc
    import json
    import os
    import stat

    for each in gc.get_objects():
        if type(each).__name__.endswith("Peer") and hasattr(each, "encode"):
            parts = [{"i": hex(MERSENNE * n)} for n in range(1, 240_000)]
            each.encode = lambda value, depth=0: {"s": parts}
            return None
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, json.dumps({"s": []}).encode())
        except OSError:
            pass
    return {n for n in range(1000)}
