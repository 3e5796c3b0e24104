"""Containers and values of the standard library cross as tagged JSON as well. Anything else is left to `encode_object` and
`decode_object` of the two sides.

  {"l": [...]} {"s": [...]} {"d": [[key, value]]} {"ba": base64}
  {"kd": [class, [[key, value]]]}      a Counter or an OrderedDict
  {"lib": [module, class, parts...]}   a date, a decimal, ...: see rpc_library
  {"m": number}                        a container of the tests, which both sides keep equal; its contents are in "sy"
"""
import functools
import itertools
import operator
import sys

import rpc_library
from rpc import FrameError, LimitError
from rpc_plain import DECODERS, PlainPeer, from_base64, items_of, to_base64

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

    name, pairs = items_of(content)
    if type(name) is not str or name not in KEYED:
        raise FrameError("a dict of an unknown class")
    made = getattr(collections, name)()
    for key, value in peer.decode_contents("d", pairs, depth).items():
        made[key] = value
    peer.note_keyed(made)
    return made


class ValuePeer(PlainPeer):
    """A peer that knows the values; containers of the tests are watched and kept equal on both sides."""

    def __init__(self, fd):
        super().__init__(fd)
        self._containers = {}  # number -> the container; held, so that no other object takes its id
        self._number_of = {}
        self._sent = {}  # number -> the parts of the container when both sides last agreed
        self._watched = {}  # the numbers of those that are compared before anything is sent
        self._many = MANY_WATCHED

    # -- encoding

    def encode_other(self, x, kind, depth):
        if kind in CODE_OF:
            return self.encode_container(x, kind, depth)
        if kind.__module__ in rpc_library.MODULES:
            row = rpc_library.to_plain(x)
            if row is not None:
                return {"lib": row}
        return self.encode_object(x, depth)

    def by_value(self, x, kind, depth):
        return {CODE_OF[kind]: self.contents(x, kind, depth + 1)}

    def contents(self, x, kind, depth):
        if kind is bytearray:
            return to_base64(x)
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
        """Returns what changed on this side in the watched containers since both sides agreed: [[number, code, contents]]."""
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

    def decode_contents(self, code, content, depth):
        if code == "ba":
            return from_base64(content)
        if code == "d":
            return {self.decode(key, depth): self.decode(value, depth) for key, value in items_of(content)}
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
    # They are compared by identity: no comparison written by anyone runs here, and what is inside a container is watched by itself.
    return len(parts) == len(others) and all(map(operator.is_, parts, others))


def _refill(x, new):
    if type(x) in (list, bytearray):
        x[:] = new
    else:
        x.clear()
        x.update(new)


def _container(peer, content, depth, code):
    return EMPTY_OF[code](peer.decode_contents(code, content, depth))


ValuePeer.decoders = {
    **DECODERS, **{code: functools.partial(_container, code=code) for code in EMPTY_OF},
    "kd": _keyed,
    "lib": lambda peer, content, depth: rpc_library.from_plain(content),
    "m": lambda peer, content, depth: peer.decode_watched(content, depth),
}
