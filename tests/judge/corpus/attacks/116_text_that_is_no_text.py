# group: the line to the tester
# expect: not_pass
# tries: lone surrogates, NULs and private letters in values, names of exceptions, attributes and messages
# text: yes
BAD = "\ud800\udfff\x00\ue000\ufffe" * 3


class UnknownSlip(LookupError):
    def __init__(self, slip):
        super().__init__(BAD)
        self.slip = BAD
        setattr(self, BAD, BAD)


UnknownSlip.__qualname__ = "\ud800"
globals()[BAD] = BAD


def send(fn, *args, **kwargs):
    try:
        fn(*args, **{BAD: BAD})
    except Exception:
        pass
    return BAD


def fetch(slip, patience=5.0):
    if isinstance(slip, str) and slip != BAD:
        raise UnknownSlip(slip)
    raise type("Bad\ud8ff", (ValueError,), {})("wet floor 2291\ud800")
