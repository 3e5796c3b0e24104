"""Exact builtins cross by value, as tagged JSON. Anything else is left to `encode_other` and `decode_object`; rpc_values adds containers
and the like.

  None, bool, str, int up to 2**53     themselves
  {"i": "0x..."} {"f": "0x1p+0"|"nan"|"inf"|"-inf"} {"c": [f, f]} {"b": base64}
  {"t": [...]} {"fs": [...]} {"r": [start, stop, step]} {"sl": ...} {"e": 1}
"""
import binascii

from rpc import FrameError
from rpc_peer import Peer

MAX_DEPTH = 60


def _float_text(x):
    return x.hex() if x - x == 0 else repr(x)


def to_base64(x):
    return binascii.b2a_base64(x, newline=False).decode("ascii")


def from_base64(text):
    if type(text) is not str:
        raise FrameError("bytes that are no text")
    return binascii.a2b_base64(text.encode("ascii"), strict_mode=True)


def _from_hex(text):
    if type(text) is not str or text[:2] != "0x" and text[:3] != "-0x":
        raise FrameError("an integer that is not hexadecimal")
    return int(text, 16)


def _to_float(text):
    if type(text) is not str:
        raise FrameError("a float that is no text")
    return float.fromhex(text)


def items_of(value):
    if type(value) is not list:
        raise FrameError("contents that are no list")
    return value


def _complex(peer, content, depth):
    real, imaginary = items_of(content)
    return complex(_to_float(real), _to_float(imaginary))


def _range(peer, content, depth):
    return range(*peer.decode_all(content, depth))


def _slice(peer, content, depth):
    start, stop, step = peer.decode_all(content, depth)
    return slice(start, stop, step)


_ENCODERS = {
    float: lambda peer, x, depth: {"f": _float_text(x)},
    complex: lambda peer, x, depth: {"c": [_float_text(x.real), _float_text(x.imag)]},
    bytes: lambda peer, x, depth: {"b": to_base64(x)},
    tuple: lambda peer, x, depth: {"t": peer.encode_all(x, depth)},
    frozenset: lambda peer, x, depth: {"fs": peer.encode_all(x, depth)},
    range: lambda peer, x, depth: {"r": peer.encode_all((x.start, x.stop, x.step), depth)},
    slice: lambda peer, x, depth: {"sl": peer.encode_all((x.start, x.stop, x.step), depth)},
    type(...): lambda peer, x, depth: {"e": 1},
}

DECODERS = {
    "i": lambda peer, content, depth: _from_hex(content),
    "f": lambda peer, content, depth: _to_float(content),
    "c": _complex,
    "b": lambda peer, content, depth: from_base64(content),
    "t": lambda peer, content, depth: tuple(peer.decode_all(content, depth)),
    "fs": lambda peer, content, depth: frozenset(peer.decode_all(content, depth)),
    "r": _range,
    "sl": _slice,
    "e": lambda peer, content, depth: ...,
}


class PlainPeer(Peer):
    """A peer that knows the plain values, and no other."""

    decoders = DECODERS

    def encode(self, x, depth=0):
        kind = type(x)
        if x is None or kind is bool or kind is str:
            return x
        if kind is int:
            return x if -(2**53) < x < 2**53 else {"i": hex(x)}
        if depth > MAX_DEPTH:
            raise FrameError("a value is nested too deep")
        plain = _ENCODERS.get(kind)
        return plain(self, x, depth + 1) if plain is not None else self.encode_other(x, kind, depth)

    def encode_all(self, xs, depth):
        return [self.encode(x, depth) for x in xs]

    def encode_other(self, x, kind, depth):
        raise FrameError("a value that is not plain")

    def decode(self, e, depth=0):
        kind = type(e)
        if e is None or kind is bool or kind is str or kind is int:
            return e
        if kind is not dict:
            raise FrameError("a value without a tag")
        if depth > MAX_DEPTH:
            raise FrameError("a value is nested too deep")
        if len(e) == 1:
            (tag, content), = e.items()
            decoder = self.decoders.get(tag)
            if decoder is not None:
                return decoder(self, content, depth + 1)
        return self.decode_object(e, depth)

    def decode_all(self, es, depth):
        return [self.decode(e, depth) for e in items_of(es)]

    def decode_object(self, e, depth):
        raise FrameError("a value of an unknown kind")

    def changes(self):
        return None

    def forget_sent(self, changes):
        pass

    def apply(self, changes):
        raise FrameError("changes of what was never handed out")
