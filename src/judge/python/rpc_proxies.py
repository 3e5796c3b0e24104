"""The tests hold these in place of callables, classes, modules and containers of the answer."""
import collections
import types

from rpc_remote import DOCUMENTATION, SHOWN, Namespace, Remote, RemoteBase, Uncrossable, ask, handle_of, peer_of


class RemoteCallable(Remote):
    __slots__ = ()
    __doc__ = DOCUMENTATION

    def __call__(self, /, *args, **kwargs):
        return peer_of(self).request("call", handle_of(self), args=args, kwargs=kwargs)

    @property
    def __signature__(self):
        return signature_of(self)

    def __get__(self, holder, kind=None):
        # A function of the answer that a test puts into a class of its own binds as any function does.
        return self if holder is None or isinstance(self, RemoteClass) else types.MethodType(self, holder)


class _Constructor:
    """Is `__init__` of a stand-in: its own while it is made, and from then on that of the answer's class."""

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

    def __call__(self, /, *args, **kwargs):
        made = super().__call__(*args, **kwargs)
        peer_of(self).made.note(self, made)
        return made

    def __instancecheck__(self, x):
        return isinstance(x, RemoteBase) and ask(self, "isinstance_of", x) is True

    def __subclasscheck__(self, kind):
        return isinstance(kind, RemoteBase) and ask(self, "subclass_of", kind) is True

    def __or__(self, other):
        return (self, other)  # isinstance(x, A | B)

    def __ror__(self, other):
        return (other, self)

    def __mro_entries__(self, bases):
        raise Uncrossable("a test cannot derive a class from the answer's %s, unless it is an exception: define it in the answer's"
                          " process, see quantladder_task.define" % object.__getattribute__(self, "_kind"))


class MadeByTest:
    """Knows the objects that a test made by calling a class. A class is told by the capital letter of the name under which the test asks
    a module for it, not by what the answer says, which could call anything a class. An object that arrives once more, as the value
    of anything, counts no longer."""

    def __init__(self):
        self._arrived, self._named, self._made = collections.Counter(), collections.Counter(), set()

    def note_arrival(self, handle):
        self._arrived[handle] += 1

    def note_name(self, kind):
        self._named[handle_of(kind)] += 1

    def note(self, kind, x):
        if type(x) is Remote and self._arrived[handle_of(kind)] == self._named[handle_of(kind)]:
            self._made.add(handle_of(x))

    def holds(self, x):
        return handle_of(x) in self._made and self._arrived[handle_of(x)] == 1


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
        value = peer_of(self).request("get", name, args=(self,))
        if isinstance(value, RemoteClass) and name[:1].isupper():
            peer_of(self).made.note_name(value)
        return value

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
    # A list, dict, set or bytearray of a class of the answer is compared here, by a copy of what it holds.
    __doc__ = DOCUMENTATION
    __slots__ = ()

    def __eq__(self, other):
        return Remote.__eq__(self, other) if isinstance(other, RemoteBase) else ask(self, "base_value_of") == other

    def __ne__(self, other):
        return not self == other

    __hash__ = Remote.__hash__


def _derived_attribute(self, name):
    if name[:2] == "__":
        raise AttributeError(name)
    return peer_of(self).request("get", name, args=(self,))


def derived_class(name, base):
    """Makes a class like one that the answer derived from an immutable builtin: it has the builtin's own operations on the
    builtin value, and asks the answer for everything else."""
    return type(name, (base, RemoteBase), {"__getattr__": _derived_attribute, "__module__": "answer"})
