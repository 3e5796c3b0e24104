"""The answer holds these in place of objects of the tests."""


def _public_attribute(self, name):
    if name.startswith("_"):
        raise AttributeError(name)
    return self._peer.request("get", self._number, name)


class Callback:
    """A callable of the tests. A function binds when it is put into a class; a mock or a bound method does not."""

    __slots__ = ("_peer", "_number", "_rows", "_binds", "__dict__", "__weakref__")

    def __init__(self, peer, e):
        self._peer, self._number, self._rows = peer, e["o"], e.get("sig")
        self._binds = not e.get("nb")
        name = e.get("n") or "callback"
        self.__dict__.update(__name__=name, __qualname__=name, __module__="tests", __doc__=e.get("doc"))

    def __call__(self, /, *args, **kwargs):
        return self._peer.request("call", self._number, args=args, kwargs=kwargs)

    def __get__(self, holder, kind=None):
        if holder is None or not self._binds:
            return self
        from types import MethodType

        return MethodType(self, holder)

    @property
    def __signature__(self):
        if self._rows is None:
            raise AttributeError("__signature__")
        import inspect

        return inspect.Signature([
            inspect.Parameter(name, inspect._ParameterKind(kind), default=None if optional else inspect.Parameter.empty)
            for name, kind, optional in self._rows
        ])

    __getattr__ = _public_attribute

    def __repr__(self):
        return "<function %s of the tests>" % self.__name__


class Fake:
    """Another object of the tests. It shows its public attributes, and the operators its own class defines."""

    __slots__ = ("_peer", "_number", "__weakref__")

    def __init__(self, peer, e):
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_number", e["o"])

    __getattr__ = _public_attribute

    def __setattr__(self, name, value):
        self._peer.request("set", self._number, name, args=(value,))

    def __exit__(self, kind, error, trace):
        return self._peer.request("operator", self._number, "exit", args=(error,))


def _operator(name):
    def method(self, *args):
        return self._peer.request("operator", self._number, name, args=args)

    return method


class FakeIterator(Fake):
    __slots__ = ()

    def __iter__(self):
        return self


class CallableFake(Callback):
    """A mock of the tests that may also be entered, iterated or indexed, such as mock_open gives."""

    __slots__ = ()
    __exit__ = Fake.__exit__


for _name in ("enter", "bool", "len", "iter", "getitem", "setitem", "delitem", "contains"):
    setattr(Fake, "__%s__" % _name, _operator(_name))
    setattr(CallableFake, "__%s__" % _name, getattr(Fake, "__%s__" % _name))
for _name in ("lt", "le", "gt", "ge", "eq", "hash", "repr", "str"):
    setattr(Fake, "__%s__" % _name, _operator(_name))
FakeIterator.__next__ = _operator("next")
