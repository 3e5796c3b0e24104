"""What the tests hold in place of an object of the answer.

No comparison and no arithmetic of the answer ever sees a value of the tests: an answer that claims to equal everything
would then equal what is expected. Two objects of the answer may be compared by the answer.
"""
import asyncio
import collections.abc
import types

COMPARISONS = ("lt", "le", "gt", "ge")
ARITHMETIC = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split()
UNARY = ("neg", "pos", "abs", "invert")
SHOWN = frozenset("__name__ __qualname__ __doc__ __module__ __annotations__ __wrapped__ __version__ __all__ __author__ __path__ "
                  "__defaults__ __kwdefaults__ __match_args__".split())


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


def _may_be_swallowed(error):
    """An answer's context manager may take an error of the answer's, never what a test asserts inside the block."""
    return isinstance(error, Exception) and not isinstance(error, AssertionError)


async def _leave(ending, error):
    return await ending is True and _may_be_swallowed(error)


class Uncrossable(TypeError):
    """The test asks for what cannot cross the line, whatever the answer is. Only this side ever makes one."""


class RemoteBase:
    """Anything of the answer that stays where it is."""

    __slots__ = ()


# Each class has a __doc__ of its own, so each of them is given this one.
DOCUMENTATION = property(lambda self: peer_of(self).request("get", "__doc__", args=(self,)))


class Namespace(collections.abc.Mapping):
    """What vars() of something of the answer shows."""

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

    def __dir__(self):
        return ask(self, "dir")

    def __eq__(self, other):
        if other is self:
            return True
        return isinstance(other, RemoteBase) and ask(self, "eq", other) is True

    def __ne__(self, other):
        if other is self:
            return False
        return not isinstance(other, RemoteBase) or ask(self, "ne", other) is True

    def __hash__(self):
        return ask_exactly(self, "hash", int)

    def __repr__(self):
        try:
            return ask_exactly(self, "repr", str)
        except BaseException:
            return "<%s of the answer>" % object.__getattribute__(self, "_kind")

    def __str__(self):
        return ask_exactly(self, "str", str)

    def __format__(self, spec):
        return ask_exactly(self, "format", str, spec)

    def __round__(self, digits=None):
        return ask(self, "round", digits)

    def __iter__(self):
        return ask(self, "iter")

    def __next__(self):
        return ask(self, "next")

    def __reversed__(self):
        return ask(self, "reversed")

    def __getitem__(self, key):
        return ask(self, "getitem", key)

    def __setitem__(self, key, value):
        ask(self, "setitem", key, value)

    def __delitem__(self, key):
        ask(self, "delitem", key)

    def __enter__(self):
        return ask(self, "enter")

    def __exit__(self, kind, error, trace):
        return ask_exactly(self, "exit", bool, error) and _may_be_swallowed(error)

    def __aiter__(self):
        return ask(self, "aiter")

    def __anext__(self):
        return ask(self, "anext")

    def __aenter__(self):
        return ask(self, "aenter")

    def __aexit__(self, kind, error, trace):
        return _leave(ask(self, "aexit", error), error)


def _exactly(op, kind):
    return lambda self, *args: ask_exactly(self, op, kind, *args)


def _compare(op):
    def method(self, other):
        if not isinstance(other, RemoteBase):
            return NotImplemented
        return ask_exactly(self, op, bool, other)

    return method


def _arithmetic(op):
    def method(self, other):
        return ask(self, op, other) if isinstance(other, RemoteBase) else NotImplemented

    return method


for _op, _kind in {"len": int, "bool": bool, "int": int, "float": float, "complex": complex, "bytes": bytes,
                   "index": int, "contains": bool}.items():
    setattr(Remote, "__%s__" % _op, _exactly(_op, _kind))
for _op in COMPARISONS:
    setattr(Remote, "__%s__" % _op, _compare(_op))
for _op in ARITHMETIC:
    _there = _op + "_" if _op in ("and", "or") else _op
    setattr(Remote, "__%s__" % _op, _arithmetic(_there))
for _op in UNARY:
    setattr(Remote, "__%s__" % _op, lambda self, op=_op: ask(self, op))


class RemoteCallable(Remote):
    __slots__ = ()
    __doc__ = DOCUMENTATION

    def __call__(self, /, *args, **kwargs):
        plain = (handle_of(self), "loop") if asyncio._get_running_loop() is not None else (handle_of(self),)
        return peer_of(self).request("call", *plain, args=args, kwargs=kwargs)

    @property
    def __signature__(self):
        return signature_of(self)

    def __get__(self, holder, kind=None):
        # A function of the answer that a test puts into a class of its own binds as any function does.
        return self if holder is None or isinstance(self, RemoteClass) else types.MethodType(self, holder)


class _Constructor:
    """`__init__` of a stand-in: its own while it is made, and from then on that of the answer's class."""

    def __get__(self, x, kind=None):
        try:
            handle_of(x)
        except AttributeError:
            return Remote.__init__ if x is None else types.MethodType(Remote.__init__, x)
        return peer_of(x).request("get", "__init__", args=(x,))


class RemoteClass(RemoteCallable):
    __slots__ = ()
    __doc__ = DOCUMENTATION
    __init__ = _Constructor()

    def __instancecheck__(self, x):
        return isinstance(x, RemoteBase) and ask(self, "isinstance_of", x) is True

    def __subclasscheck__(self, kind):
        return isinstance(kind, RemoteBase) and ask(self, "subclass_of", kind) is True

    def __or__(self, other):
        return (self, other)  # isinstance(x, A | B)

    def __mro_entries__(self, bases):
        raise Uncrossable("a test cannot derive a class from the answer's %s: define it in the answer's process, see"
                          " quantladder_task.define" % object.__getattribute__(self, "_kind"))


def signature_of(remote):
    import inspect

    rows = ask(remote, "signature")
    parameters = []
    for name, kind, optional, default in rows:
        default = default if optional else inspect.Parameter.empty
        parameters.append(inspect.Parameter(name, inspect._ParameterKind(kind), default=default))
    return inspect.Signature(parameters)


class RemoteModule(types.ModuleType, RemoteBase):
    """The answer's module or one of its submodules."""

    @property
    def __dict__(self):
        return Namespace(self)

    def __getattr__(self, name):
        if name[:2] == "__" == name[-2:] and name not in SHOWN:
            raise AttributeError(name)
        return peer_of(self).request("get", name, args=(self,))

    def __setattr__(self, name, value):
        if name[:2] == "__" == name[-2:]:
            super().__setattr__(name, value)
        elif type(value) is RemoteModule and value.__name__ == self.__name__ + "." + name:
            return  # the import system tells the package of its submodule; there it knows already
        else:
            peer_of(self).request("set_attribute", name, args=(self, value))

    def __delattr__(self, name):
        peer_of(self).request("del", name, args=(self,))

    def __dir__(self):
        return ask(self, "dir")

    def __repr__(self):
        return "<module %r of the answer>" % self.__name__


class RemoteContainer(Remote):
    # A list, dict, set or bytearray of a class of the answer: compared here, by a copy of what it holds.
    __doc__ = DOCUMENTATION
    __slots__ = ()

    def __eq__(self, other):
        return Remote.__eq__(self, other) if isinstance(other, RemoteBase) else ask(self, "base_value") == other

    def __ne__(self, other):
        return not self == other

    __hash__ = Remote.__hash__


def _derived_attribute(self, name):
    if name[:2] == "__":
        raise AttributeError(name)
    return peer_of(self).request("get", name, args=(self,))


def derived_class(name, base):
    """A class like one that the answer derived from an immutable builtin: the builtin's own operations on the builtin
    value, and whatever else it has asked of the answer."""
    return type(name, (base, RemoteBase), {"__getattr__": _derived_attribute, "__module__": "answer"})
