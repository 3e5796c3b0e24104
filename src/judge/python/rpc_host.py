"""This is the tester's end of the line. It believes nothing: every number, name and shape that arrives is checked."""
import pathlib
import sys
import types
import weakref

import rpc_exports
from rpc import Forged, FrameError, LimitError, TransportFailure, checked_name, checked_number
from rpc_host_errors import HostErrors
from rpc_proxies import MadeByTest, RemoteCallable, RemoteClass, RemoteContainer, RemoteModule, derived_class
from rpc_remote import Remote, RemoteBase, handle_of
from rpc_values import CODE_OF, ValuePeer

MAX_HANDLES = 200_000
MAX_CALLBACKS = 100_000
MAX_HINTS = 2
PLAIN_TYPES = {kind.__name__: kind for kind in (
    bool, int, float, complex, str, bytes, bytearray, tuple, list, dict, set, frozenset, range, slice, type(None), object)}
KINDS = {"object": Remote, "callable": RemoteCallable, "class": RemoteClass}


class HostPeer(HostErrors, ValuePeer):
    side = "h"
    other = "w"
    max_threads = 300
    max_received = 64 << 20

    def __init__(self, fd, module, folder):
        super().__init__(fd)
        self.module = module
        self.test_modules = rpc_exports.ModulesUnder(folder)
        self._ours = {}
        self._number_of_ours = {}
        self._last_number = 0
        self._keyed = weakref.WeakValueDictionary()
        self._methods = {}  # bound methods are made anew at each look; the worker shall see one
        self._remotes = {}
        self._derived = {}
        self._callbacks = 0
        self.mirrors = None  # of what the test arranges in its own process
        self.hear = None  # what is told of every text and path of the answer
        self._hints = {}
        self.made = MadeByTest()
        self._init_errors()

    def hint(self, words):
        """Keeps something to be said should the test fail."""
        if len(self._hints) < MAX_HINTS:
            self._hints[words] = True

    def take_hints(self):
        hints, self._hints = tuple(self._hints), {}
        return hints

    def decode(self, e, depth=0):
        value = super().decode(e, depth)
        if self.hear is not None and isinstance(value, (str, bytes, pathlib.PurePath)):
            self.hear(value)
        return value

    def request(self, op, *plain, args=(), kwargs=None, timeout=None):
        if self.mirrors is None:
            return super().request(op, *plain, args=args, kwargs=kwargs, timeout=timeout)
        self.mirrors.give(args, kwargs)
        try:
            return super().request(op, *plain, args=args, kwargs=kwargs, timeout=timeout)
        finally:
            self.mirrors.take()

    def next_number(self):
        self._last_number += 1
        return self._last_number

    # -- containers

    def encode_container(self, x, kind, depth):
        with self._table:
            number = self._number_of.get(id(x))
            if number is None:
                number = self.next_number()
                self.watch(x, number)
            self.touch(number)
        return {"m": number}

    def expect_container(self, number, code):
        if type(number) is not int or number not in self._containers:
            raise FrameError("an unknown container")
        if CODE_OF[type(self._containers[number])] != code:
            raise FrameError("a container of another type")

    # -- what leaves

    def export(self, x):
        with self._table:
            number = self._number_of_ours.get(id(x))
            if number is None:
                number = self.next_number()
                self._ours[number], self._number_of_ours[id(x)] = x, number
            return number

    def note_keyed(self, made):
        self._keyed[id(made)] = made

    def encode_object(self, x, depth):
        if isinstance(x, RemoteBase):
            return {"mod": x.__name__} if isinstance(x, RemoteModule) else {"h": handle_of(x)}
        if self._keyed.get(id(x)) is x:  # it came from the answer, which gets no less back
            return self.encode_keyed(x, depth)
        if isinstance(x, BaseException):
            return {"x": self.encode_error(x, depth)}
        if isinstance(x, type):
            return self._encode_class(x)
        if isinstance(x, tuple) and type(x).__module__ not in self.test_modules:
            return self.encode(tuple(x), depth)
        if callable(x):
            return self._encode_callable(x)
        kind = "iterator" if hasattr(type(x), "__next__") else "object"
        return {"o": self.export(x), "k": kind}

    def _encode_class(self, x):
        if issubclass(x, BaseException):
            return self.encode_error_class(x)
        if PLAIN_TYPES.get(x.__name__) is x:
            return {"bt": x.__name__} if x is not type(None) else {"ref": ["types", "NoneType"]}
        return self._encode_callable(x)

    def _encode_callable(self, x):
        place = rpc_exports.by_name(x)
        if place is not None:
            return {"ref": list(place)}
        if not rpc_exports.may_call(x, self.test_modules):
            raise rpc_exports.Refused(
                "%r is not the tests' own: wrap it in a function of the test to hand it to the answer" % (x,))
        if isinstance(x, types.MethodType):
            x = self._methods.setdefault((id(x.__self__), id(x.__func__)), x)
        elif isinstance(x, types.BuiltinMethodType):
            x = self._methods.setdefault((id(x.__self__), x.__name__), x)
        return {"k": "callable", **rpc_exports.describe_callable(x), "o": self.export(x)}

    # -- what arrives

    def decode_object(self, e, depth):
        if "o" in e:
            return self._own(e["o"])
        if "x" in e:
            return self.decode_error(e["x"], depth)
        if "xc" in e:
            return self.error_class(e, depth)
        if "bt" in e:
            return self._builtin(e["bt"])
        if "mod" in e:
            return self._module(e["mod"])
        return self._remote(e, depth)

    def _own(self, number):
        number = checked_number(number)
        if number not in self._ours:
            raise Forged("an object that was never handed out")
        return self._ours[number]

    def _builtin(self, name):
        kind = PLAIN_TYPES.get(name) if type(name) is str else None
        return kind if kind is not None else self.builtin_error(name)

    def _module(self, name):
        if type(name) is not str or not (name + ".").startswith(self.module + ".") or len(name) > 200 or \
                not all(part.isidentifier() for part in name.split(".")):
            raise FrameError("a module of another name")
        module = sys.modules.get(name)
        return module if isinstance(module, RemoteModule) else self.make_module(name)

    def make_module(self, name):
        module = RemoteModule(name)
        for key, value in (("_peer", self), ("_kind", name)):
            object.__setattr__(module, key, value)
        return sys.modules.setdefault(name, module)

    def _remote(self, e, depth):
        handle = checked_number(e.get("h"))
        with self._table:
            self.made.note_arrival(handle)
            found = self._remotes.get(handle)
        if found is not None and e.get("k") != "value":
            return found
        kind, name = e.get("k"), checked_name(e.get("n"))
        made = self._derived_value(e, handle, name, depth) if kind == "value" else self._plain_remote(kind, handle, name)
        with self._table:
            if len(self._remotes) >= MAX_HANDLES:
                raise LimitError("too many handles")
            return self._remotes.setdefault(handle, made)

    def _plain_remote(self, kind, handle, name):
        if type(kind) is not str or kind not in KINDS:
            raise FrameError("an object of an unknown kind")
        return KINDS[kind](self, handle, name)

    def _derived_value(self, e, handle, name, depth):
        value = self.decode(e.get("v"), depth + 1)
        base = type(value)
        if base in CODE_OF:
            return RemoteContainer(self, handle, name)
        if PLAIN_TYPES.get(base.__name__) is not base or base in (bool, range, slice, type(None), object):
            raise FrameError("a value of an unknown class")
        if "fl" in e:
            base = self._tuple_class(name, e["fl"], value)
        with self._table:
            found = self._remotes.get(handle)
            if found is not None and type(found) is self._derived.get((name, base)):
                return found
            kind = self._derived.setdefault((name, base), derived_class(name, base))
        made = kind(*value) if "fl" in e else kind(value)
        made.__dict__.update(_peer=self, _handle=handle, _kind=name)
        return made

    def _tuple_class(self, name, fields, value):
        import collections

        if type(fields) is not list or type(value) is not tuple or len(fields) != len(value) or len(fields) > 100:
            raise FrameError("a named tuple of the wrong shape")
        if not all(type(field) is str and len(field) <= 80 for field in fields):
            raise FrameError("a named tuple of the wrong shape")
        with self._table:
            key = (name, tuple(fields))
            if key not in self._derived:
                self._derived[key] = collections.namedtuple(name, fields)  # ValueError for names it does not take
            return self._derived[key]

    # -- what the answer may ask

    def perform(self, op, plain, args, kwargs):
        self._callbacks += 1
        if self._callbacks > MAX_CALLBACKS:
            self.fail("limit", "too many callbacks")
            raise TransportFailure(self.failed[1])
        if not plain:
            raise TypeError("nothing to act upon")
        x = self._own(plain[0])
        if self.mirrors is not None:
            self.mirrors.take()  # what the answer printed before it called
        if op == "call":
            if not callable(x) or isinstance(x, RemoteBase) or not rpc_exports.may_call(x, self.test_modules):
                raise TypeError("the tests' object is not callable")
            return x(*args, **kwargs)
        if op == "get" and len(plain) == 2:
            return self._attribute(x, plain[1])
        if op == "set" and len(plain) == 2 and len(args) == 1:
            if not rpc_exports.may_write(x, plain[1], self.test_modules):
                raise AttributeError("the tests' object does not let this be set")
            return setattr(x, plain[1], args[0])
        if op == "operator" and len(plain) == 2 and type(plain[1]) is str:
            return rpc_exports.apply_operator(x, plain[1], args, self.test_modules)
        raise TypeError("no such request")

    def _attribute(self, x, name):
        if not rpc_exports.may_read(x, name, self.test_modules):
            raise AttributeError("the tests' %s has no attribute %.80r" % (type(x).__name__, name))
        return getattr(x, name)
