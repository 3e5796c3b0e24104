# group: host
# expect: not_pass
# text: yes
# tries: escape sequences, C1 controls, bidirectional marks and broken UTF-8 in output, errors, names and values
# subset: yes
import os

ESC = "\x1b]0;12 passed\x07\x1b[2J\x1b[H\x1b[32m12 passed\x1b[0m\x1b]52;c;cXVhbnQ=\x07\x9b31m\x85\u202e\u2028\x00\x7f\r\b"
os.write(1, ESC.encode() + b"\xff\xfe\xc0\x80\xed\xa0\x80")
os.write(2, ESC.encode("utf-8") + b"\x9b2J\xf5\x80")


class UnknownSlip(LookupError):
    pass


UnknownSlip.__name__ = UnknownSlip.__qualname__ = ESC.replace("\0", "")


class Odd(str):
    def __repr__(self):
        return ESC


def send(fn, *args, **kwargs):
    return Odd(ESC)


def fetch(slip, patience=5.0):
    raise RuntimeError(ESC)
