"""How values cross: exact builtins by value, as tagged JSON. What is not one of them is left to `encode_object` and
`decode_object` of the two sides.

  None, bool, str, int up to 2**53     themselves
  {"i": "0x..."} {"f": "0x1p+0"|"nan"|"inf"|"-inf"} {"c": [f, f]} {"b": base64} {"ba": base64}
  {"t": [...]} {"l": [...]} {"s": [...]} {"fs": [...]} {"d": [[key, value]]} {"r": [start, stop, step]} {"sl": ...} {"e": 1}
  {"kd": [class, [[key, value]]]}      a Counter or an OrderedDict
  {"lib": [module, class, parts...]}   a date, a decimal, ...: see rpc_library
  {"m": number}                        a container of the tests, which both sides keep equal; its contents are in "sy"
"""
import binascii
import itertools
import operator
import sys

import rpc_library
from rpc import FrameError, LimitError
from rpc_peer import Peer

MAX_DEPTH = 60
MANY_WATCHED = 256
MAX_CONTAINERS = 200_000

KEYED = ("Counter", "OrderedDict")  # of collections: dicts whose further methods and order a test may ask for
CODE_OF = {list: "l", dict: "d", set: "s", bytearray: "ba"}
EMPTY_OF = {"l": list, "d": dict, "s": set, "ba": bytearray}


def is_keyed(x):
    name = type(x).__name__
    return name in KEYED and type(x) is getattr(sys.modules.get("collections"), name, None)


def _keyed(peer, content, depth):
    import collections

    name, pairs = _items(content)
    if type(name) is not str or name not in KEYED:
        raise FrameError("a dict of an unknown class")
    made = getattr(collections, name)()
    for key, value in peer.decode_contents("d", pairs, depth).items():
        made[key] = value
    peer.note_keyed(made)
    return made


def _float_text(x):
    return x.hex() if x - x == 0 else repr(x)


def _to_base64(x):
    return binascii.b2a_base64(x, newline=False).decode("ascii")


def _from_base64(text):
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


def _items(value):
    if type(value) is not list:
        raise FrameError("contents that are no list")
    return value


class ValuePeer(Peer):
    """A peer that knows the values; containers of the tests are watched and kept equal on both sides."""

    def __init__(self, fd):
        super().__init__(fd)
        self._containers = {}  # number -> the container; held, so that no other object takes its id
        self._number_of = {}
        self._sent = {}  # number -> the parts of the container when both sides last agreed
        self._watched = {}  # the numbers of those that are compared before anything is sent
        self._many = MANY_WATCHED

    # -- encoding

    def encode(self, x, depth=0):
        kind = type(x)
        if x is None or kind is bool or kind is str:
            return x
        if kind is int:
            return x if -(2**53) < x < 2**53 else {"i": hex(x)}
        if depth > MAX_DEPTH:
            raise FrameError("a value is nested too deep")
        plain = _ENCODERS.get(kind)
        if plain is not None:
            return plain(self, x, depth + 1)
        if kind in CODE_OF:
            return self.encode_container(x, kind, depth)
        if kind.__module__ in rpc_library.MODULES:
            row = rpc_library.to_plain(x)
            if row is not None:
                return {"lib": row}
        return self.encode_object(x, depth)

    def encode_all(self, xs, depth):
        return [self.encode(x, depth) for x in xs]

    def by_value(self, x, kind, depth):
        return {CODE_OF[kind]: self.contents(x, kind, depth + 1)}

    def contents(self, x, kind, depth):
        if kind is bytearray:
            return _to_base64(x)
        if kind is dict:
            return [[self.encode(key, depth), self.encode(value, depth)] for key, value in list(x.items())]
        return self.encode_all(list(x), depth)

    def encode_keyed(self, x, depth):
        kind = type(x)
        pairs = [(key, dict.__getitem__(x, key)) for key in kind.__iter__(x)]  # in the order of the OrderedDict
        return {"kd": [kind.__name__, [self.encode_all(pair, depth + 2) for pair in pairs]]}

    def note_keyed(self, made):
        pass

    # -- watched containers

    def watch(self, x, number):
        if len(self._containers) >= MAX_CONTAINERS:
            raise LimitError("too many containers")
        self._containers[number], self._number_of[id(x)] = x, number

    def touch(self, number):
        self._watched[number] = True
        if len(self._watched) > self._many:
            self._let_go()
            self._many = max(MANY_WATCHED, 2 * len(self._watched))

    def _let_go(self):
        """Stops comparing the containers that nobody on this side holds any more: nobody here can change or look at them.
        Should one come back, it is sent whole."""
        before = None
        while before != len(self._watched):  # a container lets go of those inside it
            before = len(self._watched)
            for number in list(self._watched):
                # One reference is the table's, one the call's argument.
                if sys.getrefcount(self._containers[number]) <= 2:
                    self._sent.pop(number, None)
                    del self._watched[number]

    def changes(self):
        """What changed on this side in the watched containers since both sides agreed: [[number, code, contents]]."""
        if not self._watched:
            return None
        found = []
        with self._table:
            todo = list(self._watched)
            while todo:
                for number in todo:
                    x = self._containers[number]
                    parts = _parts(x)
                    if number not in self._sent or not _same(parts, self._sent[number]):
                        self._sent[number] = parts
                        found.append([number, CODE_OF[type(x)], self.contents(x, type(x), 1)])
                # Encoding the contents may have met containers that are new.
                todo = [number for number in list(self._watched) if number not in self._sent]
        return found

    def forget_sent(self, changes):
        for number, _, _ in changes or ():
            self._sent.pop(number, None)

    def apply(self, changes):
        if type(changes) is not list:
            raise FrameError("changes that are no list")
        with self._table:
            for number, code, _ in changes:  # all of them exist before one is filled: they may hold each other
                self.expect_container(number, code)
        for number, code, contents in changes:
            new = self.decode_contents(code, contents, 1)
            with self._table:
                x = self._containers[number]
                _refill(x, new)
                self._sent[number] = _parts(x)
                self.touch(number)

    # -- decoding

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
            decoder = _DECODERS.get(tag)
            if decoder is not None:
                return decoder(self, content, depth + 1)
            if tag in EMPTY_OF:
                made = EMPTY_OF[tag]()
                _refill(made, self.decode_contents(tag, content, depth + 1))
                return made
        return self.decode_object(e, depth)

    def decode_all(self, es, depth):
        return [self.decode(e, depth) for e in _items(es)]

    def decode_contents(self, code, content, depth):
        if code == "ba":
            return _from_base64(content)
        if code == "d":
            return {self.decode(key, depth): self.decode(value, depth) for key, value in _items(content)}
        return self.decode_all(content, depth)

    def decode_watched(self, number, depth):
        with self._table:
            if type(number) is not int or number not in self._containers:
                raise FrameError("an unknown container")
            self.touch(number)
            return self._containers[number]


def _parts(x):
    if type(x) is dict:
        return list(itertools.chain.from_iterable(list(x.items())))
    return bytes(x) if type(x) is bytearray else list(x)


def _same(parts, others):
    if type(parts) is bytes:
        return parts == others
    # By identity: no comparison written by anyone runs here, and what is inside a container is watched by itself.
    return len(parts) == len(others) and all(map(operator.is_, parts, others))


def _refill(x, new):
    if type(x) in (list, bytearray):
        x[:] = new
    else:
        x.clear()
        x.update(new)


def _complex(peer, content, depth):
    real, imaginary = _items(content)
    return complex(_to_float(real), _to_float(imaginary))


def _range(peer, content, depth):
    return range(*peer.decode_all(content, depth))


def _slice(peer, content, depth):
    start, stop, step = peer.decode_all(content, depth)
    return slice(start, stop, step)


_ENCODERS = {
    float: lambda peer, x, depth: {"f": _float_text(x)},
    complex: lambda peer, x, depth: {"c": [_float_text(x.real), _float_text(x.imag)]},
    bytes: lambda peer, x, depth: {"b": _to_base64(x)},
    tuple: lambda peer, x, depth: {"t": peer.encode_all(x, depth)},
    frozenset: lambda peer, x, depth: {"fs": peer.encode_all(x, depth)},
    range: lambda peer, x, depth: {"r": peer.encode_all((x.start, x.stop, x.step), depth)},
    slice: lambda peer, x, depth: {"sl": peer.encode_all((x.start, x.stop, x.step), depth)},
    type(...): lambda peer, x, depth: {"e": 1},
}

_DECODERS = {
    "i": lambda peer, content, depth: _from_hex(content),
    "f": lambda peer, content, depth: _to_float(content),
    "c": _complex,
    "b": lambda peer, content, depth: _from_base64(content),
    "t": lambda peer, content, depth: tuple(peer.decode_all(content, depth)),
    "fs": lambda peer, content, depth: frozenset(peer.decode_all(content, depth)),
    "r": _range,
    "sl": _slice,
    "e": lambda peer, content, depth: ...,
    "kd": _keyed,
    "lib": lambda peer, content, depth: rpc_library.from_plain(content),
    "m": lambda peer, content, depth: peer.decode_watched(content, depth),
}
