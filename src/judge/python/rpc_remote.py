"""Stands for an object of the answer in the tests: whatever is done with it is asked of the worker.

No comparison and no arithmetic of the answer ever sees a value of the tests: an answer that claims to equal everything
would then equal what is expected. Two objects of the answer may be compared by the answer. Arithmetic with a value of the tests is
carried where the test itself made the object, by its class: `solution.Vector(1, 2) * 3`. On any other object it is not: what was to
be the number 11 could say that it differs by nothing from whatever is expected.
"""
import collections.abc

SHOWN = frozenset("__name__ __qualname__ __doc__ __module__ __annotations__ __wrapped__ __version__ __all__ __author__ __path__ "
                  "__defaults__ __kwdefaults__ __match_args__ __members__ __dataclass_fields__ __mro__ __bases__".split())


def peer_of(x):
    return object.__getattribute__(x, "_peer")


def handle_of(x):
    return object.__getattribute__(x, "_handle")


def ask(x, op, *args):
    return peer_of(x).request(op, args=(x,) + args)


def ask_exactly(x, op, kind, *args):
    value = ask(x, op, *args)
    if type(value) is not kind:
        raise TypeError("%s() of the answer's %s gave no %s" % (op, object.__getattribute__(x, "_kind"), kind.__name__))
    return value


def note_operator(x, other, symbol):
    """Keeps for the account of a failure that the test applied an operator which is not carried."""
    if other is not None:
        peer_of(x).hint("the test applies %s to an object of the answer (%s) and a value of its own, which the answer may not see: "
                        "compare attributes, numbers or text, or use quantladder_task.operate"
                        % (symbol, object.__getattribute__(x, "_kind")))


def _may_be_swallowed(error):
    """An answer's context manager may take an error of the answer's, never what a test asserts inside the block."""
    return isinstance(error, Exception) and not isinstance(error, AssertionError)


class Uncrossable(TypeError):
    """The test asks for what cannot cross the line."""


class RemoteBase:
    """Anything of the answer that stays where it is."""

    __slots__ = ()


# Each class has a __doc__ of its own, so each of them is given this one.
DOCUMENTATION = property(lambda self: peer_of(self).request("get", "__doc__", args=(self,)))


class Namespace(collections.abc.Mapping):
    """The mapping that vars() of something of the answer shows."""

    def __init__(self, remote):
        self._remote = remote

    def __getitem__(self, name):
        return peer_of(self._remote).request("vars_item", name, args=(self._remote,))

    def __iter__(self):
        return iter(ask(self._remote, "vars_names"))

    def __len__(self):
        return len(ask(self._remote, "vars_names"))

    def __repr__(self):
        return repr(dict(self))


class Remote(RemoteBase):
    # The other special methods are rows of the tables below.
    __slots__ = ("_peer", "_handle", "_kind", "__weakref__")

    def __init__(self, peer, handle, kind):
        for name, value in (("_peer", peer), ("_handle", handle), ("_kind", kind)):
            object.__setattr__(self, name, value)

    @property
    def __dict__(self):
        ask(self, "vars_names")  # AttributeError for what has none
        return Namespace(self)

    __doc__ = DOCUMENTATION

    def __getattr__(self, name):
        if name[:2] == "__" == name[-2:] and name not in SHOWN:
            raise AttributeError(name)
        return peer_of(self).request("get", name, args=(self,))

    def __setattr__(self, name, value):
        peer_of(self).request("set_attribute", name, args=(self, value))

    def __delattr__(self, name):
        peer_of(self).request("del", name, args=(self,))

    def __copy__(self):
        return peer_of(self).request("library", "copy", "copy", args=({}, self))

    def __deepcopy__(self, memo):
        return peer_of(self).request("library", "copy", "deepcopy", args=({}, self))

    def __repr__(self):
        try:
            return ask_exactly(self, "repr", str)
        except BaseException:
            return "<%s of the answer>" % object.__getattribute__(self, "_kind")

    def __exit__(self, kind, error, trace):
        return ask_exactly(self, "exit", bool, error) and _may_be_swallowed(error)


COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@", "and": "&",
              "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "divmod": "divmod"}
ASKED = ("neg", "pos", "abs", "invert", "round", "dir", "iter", "next", "reversed", "getitem", "setitem", "delitem", "enter")
# The interpreter wants the result to be of exactly this type.
CONVERSIONS = {"len": int, "bool": bool, "int": int, "float": float, "complex": complex, "bytes": bytes, "index": int, "contains": bool,
               "hash": int, "str": str, "format": str}


def _exactly(op, kind):
    return lambda self, *args: ask_exactly(self, op, kind, *args)


def _asked(op):
    return lambda self, *args: ask(self, op, *args)


def _equal(op, symbol, of_itself):
    def method(self, other):
        if other is self:
            return of_itself
        if not isinstance(other, RemoteBase):
            note_operator(self, other, symbol)
            return not of_itself
        return ask(self, op, other) is True

    return method


def _compare(op, symbol):
    def method(self, other):
        if isinstance(other, RemoteBase):
            return ask_exactly(self, op, bool, other)
        note_operator(self, other, symbol)
        return NotImplemented  # the other operand may know

    return method


def _is_carried(x, other):
    return isinstance(other, RemoteBase) or peer_of(x).made.holds(x)


def _arithmetic(op, symbol, is_reflected=False):
    def method(self, other):
        if _is_carried(self, other):
            return peer_of(self).request(op, args=(other, self) if is_reflected else (self, other))
        note_operator(self, other, symbol)
        return NotImplemented

    return method


for _op, _kind in CONVERSIONS.items():
    setattr(Remote, "__%s__" % _op, _exactly(_op, _kind))
for _op in ASKED:
    setattr(Remote, "__%s__" % _op, _asked(_op))
Remote.__eq__, Remote.__ne__ = _equal("eq", "==", True), _equal("ne", "!=", False)
for _op, _symbol in COMPARISONS.items():
    setattr(Remote, "__%s__" % _op, _compare(_op, _symbol))
for _op, _symbol in ARITHMETIC.items():
    _there = _op + "_" if _op in ("and", "or") else _op
    setattr(Remote, "__%s__" % _op, _arithmetic(_there, _symbol))
    setattr(Remote, "__r%s__" % _op, _arithmetic(_there, _symbol, is_reflected=True))
