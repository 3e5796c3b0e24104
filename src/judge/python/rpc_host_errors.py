"""Shows the tester exceptions: builtin ones by name, the answer's own as classes made here.

Only subclasses of Exception, and SystemExit, keep their class. KeyboardInterrupt, the outcomes of pytest and SkipTest mean
something to the machinery that runs the tests, and no answer may say that.
"""
import builtins
import sys

import rpc_exports
import rpc_library
from rpc import FrameError, LimitError, checked_name, checked_number

MAX_TEXT = 300
MAX_FRAMES = 8
NOT_OURS = frozenset(("unittest", "bdb", "pdb", "doctest"))
BUILTIN_ERRORS = {
    name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)
}
BUILTIN_ERRORS["SystemExit"] = SystemExit
NAME_OF = {kind: name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)}


class RemoteError(Exception):
    """The answer raised something that is no ordinary exception."""


class ErrorClass(type):
    """The class of exception classes that stand for the answer's own."""

    def __call__(cls, *args, **kwargs):
        peer = cls.__dict__.get("_peer")
        if peer is None:
            return super().__call__(*args, **kwargs)
        return peer.request("call", cls.__dict__["_handle"], args=args, kwargs=kwargs)

    def __getattr__(cls, name):
        peer = cls.__dict__.get("_peer")
        if peer is None or name[:2] == "__":
            raise AttributeError(name)
        return peer.request("get", name, args=(cls,))


def _text_of(self):
    return self.__dict__.get("_text", "")


def _attribute_of(self, name):
    handle = self.__dict__.get("_handle")
    if handle is None or name[:1] == "_":
        raise AttributeError(name)
    return type(self)._peer.request("get_of_error", handle, name)


class HostErrors:
    """The part of HostPeer that carries exceptions."""

    def _init_errors(self):
        self._error_classes = {}  # handle -> class
        self._error_handles = {}  # id of the class -> handle
        self._errors = {}

    def builtin_error(self, name):
        if type(name) is not str:
            raise FrameError("a class without a name")
        return BUILTIN_ERRORS.get(name, RemoteError)

    # -- what leaves

    def encode_error_class(self, kind):
        if id(kind) in self._error_handles:
            return {"h": self._error_handles[id(kind)]}
        if kind in NAME_OF:
            return {"bt": NAME_OF[kind]}
        place = rpc_exports.by_name(kind)  # not by its module alone: the outcomes of pytest say "builtins"
        if place is not None:
            return {"ref": list(place)}
        bases = [self.encode_error_class(base) for base in kind.__bases__ if issubclass(base, BaseException)]
        return {"k": "error class", "n": kind.__name__[:80], "b": bases, "xo": self.export(kind)}

    def encode_error(self, error, depth=0):
        known = getattr(error, "_handle", None)
        if id(type(error)) in self._error_handles and type(known) is int:
            return {"h": known}
        found = {"o": self.export(error), "c": self.encode_error_class(type(error)), "at": []}
        try:
            found["args"] = [self.encode(arg, depth + 1) for arg in error.args]
        except Exception:
            found["args"] = [str(error)[:2000]]
        if error.__cause__ is not None and depth < 10:
            found["cause"] = self.encode_error(error.__cause__, depth + 3)
        return found

    # -- what arrives

    def error_class(self, e, depth=0):
        if type(e) is not dict or depth > 40:
            raise FrameError("an exception class of the wrong shape")
        if "bt" in e:
            return self.builtin_error(e["bt"])
        if "o" in e:
            kind = self._own(e["o"])
            if not (isinstance(kind, type) and issubclass(kind, BaseException)):
                raise FrameError("a class that is none")
            return kind
        handle = checked_number(e.get("xc"))
        kind = self._error_classes.get(handle)
        return kind if kind is not None else self._make_error_class(e, handle, depth)

    def _make_error_class(self, e, handle, depth):
        if len(self._error_classes) > 10_000:
            raise LimitError("too many exception classes")
        kind = self._library_class(e.get("ref"))
        if kind is None:
            bases = tuple(dict.fromkeys(self.error_class(base, depth + 1) for base in list(e.get("b") or ())[:8]))
            kind = self._derive(e.get("n"), bases or (RemoteError,), handle)
        with self._table:
            kind = self._error_classes.setdefault(handle, kind)
            self._error_handles[id(kind)] = handle
        return kind

    def _derive(self, name, bases, handle):
        body = {"__module__": "answer", "_peer": self, "_handle": handle, "__str__": _text_of, "__getattr__": _attribute_of}
        for attempt in (bases, bases[:1], (RemoteError,)):
            try:
                return ErrorClass(checked_name(name), attempt, dict(body))
            except TypeError:  # classes that cannot be combined
                continue
        raise FrameError("an exception class that cannot be made")

    @staticmethod
    def _library_class(place):
        """Returns an exception class of the standard library, if the tests have loaded its module themselves."""
        if type(place) is not list or len(place) != 2 or not all(type(part) is str for part in place):
            return None
        module, name = place
        if module.partition(".")[0] not in sys.stdlib_module_names or module.partition(".")[0] in NOT_OURS:
            return None
        kind = vars(sys.modules[module]).get(name) if module in sys.modules else None
        return kind if isinstance(kind, type) and issubclass(kind, Exception) else None

    def decode_error(self, e, depth=0):
        if type(e) is not dict or depth > 60:
            raise FrameError("an exception of the wrong shape")
        if "o" in e:
            error = self._own(e["o"])
            if not isinstance(error, BaseException):
                raise FrameError("an exception that is none")
            return error
        handle = checked_number(e.get("h"))
        known = self._errors.get(handle)
        error = known if known is not None else self._make_error(e, handle, depth)
        self._attach(error, e, depth)
        return error

    def _make_error(self, e, handle, depth):
        kind = self.error_class(e.get("c"))
        args = tuple(self.decode_all(e.get("args"), depth + 1))
        error = self._instance(kind, args)
        if isinstance(type(error), ErrorClass):
            error._text, error._handle = _bounded(e.get("s"), 4000), handle
        if len(self._errors) >= 200_000:
            raise LimitError("too many exceptions")
        return self._errors.setdefault(handle, error)

    @staticmethod
    def _instance(kind, args):
        if not isinstance(kind, ErrorClass):
            try:
                error = kind(*args)
                if type(error) is kind or isinstance(error, OSError):
                    return error
            except Exception:
                pass
        solid = kind
        while solid.__module__ != "builtins":  # the builtin class whose layout it has
            solid = solid.__base__
        fills_in = (BaseExceptionGroup, OSError)  # those whose __new__ makes fields of its arguments
        error = solid.__new__(kind, *args) if issubclass(kind, fills_in) else solid.__new__(kind)
        error.args = args
        return error

    def _attach(self, error, e, depth):
        frames = e.get("fr")
        error._remote_frames = [_bounded(frame, 200) for frame in frames[-MAX_FRAMES:]] if type(frames) is list else []
        for row in list(e.get("at") or ())[:20]:
            name, value = row
            if type(name) is str and len(name) <= 80 and (not name.startswith("_") or name == "__notes__"):
                _set_attribute(error, name, self.decode(value, depth + 1))
        if e.get("cause") is not None:
            error.__cause__ = self.decode_error(e["cause"], depth + 1)
        elif e.get("ctx") is not None:
            context = self.decode_error(e["ctx"], depth + 1)
            error.__context__ = context if context is not error else None
        if e.get("sup") is True:
            error.__suppress_context__ = True


def _set_attribute(error, name, value):
    if name in rpc_library.fields_of(error):
        setattr(error, name, value if type(value) is str else None)
    else:
        error.__dict__[name] = value


def _bounded(text, most):
    return text[:most] if type(text) is str else ""
