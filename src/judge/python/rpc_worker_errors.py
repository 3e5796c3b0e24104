"""Carries exceptions and their classes, seen from the worker."""
import builtins
import sys

import rpc_library

MAX_FRAMES = 8
MAX_CAUSES = 3
BUILTIN_ERRORS = {
    kind: name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}


class ErrorPeer:
    """The part of WorkerPeer that carries exceptions."""

    def encode_error_class(self, kind):
        if kind in BUILTIN_ERRORS:
            return {"bt": BUILTIN_ERRORS[kind]}
        number = self.number_of_theirs.get(id(kind))
        if number is not None:
            return {"o": number}
        bases = [self.encode_error_class(base) for base in kind.__bases__ if issubclass(base, BaseException)]
        found = {"xc": self.handle(kind), "n": kind.__name__[:80], "b": bases[:8]}
        if kind.__module__ in sys.modules and kind.__module__.partition(".")[0] in sys.stdlib_module_names:
            found["ref"] = [kind.__module__, kind.__qualname__]
        return found

    def encode_error(self, error, depth=0, causes=0):
        number = self.number_of_theirs.get(id(error))
        if number is not None:
            return {"o": number}
        kind = type(error)
        found = {"c": self.encode_error_class(kind), "h": self.handle(error), "fr": self._frames(error)}
        found["args"] = self._quietly(lambda: [self.encode(arg, depth + 1) for arg in rpc_library.args_of(error)], [])
        found["s"] = self._quietly(lambda: "".join(str(error))[:4000], "")
        found["at"] = self._attributes(error, depth)
        if error.__cause__ is not None and causes < MAX_CAUSES:
            found["cause"] = self.encode_error(error.__cause__, depth + 1, causes + 1)
        if error.__suppress_context__:
            found["sup"] = True
        elif error.__context__ is not None and causes < MAX_CAUSES:
            found["ctx"] = self.encode_error(error.__context__, depth + 1, causes + 1)
        return found

    @staticmethod
    def _quietly(make, otherwise):
        try:
            return make()
        except Exception:
            return otherwise

    def _attributes(self, error, depth):
        found = []
        kept_inside = [(name, getattr(error, name)) for name in rpc_library.fields_of(error)]
        for name, value in kept_inside + list(getattr(error, "__dict__", {}).items())[:20]:
            if type(name) is str and not (name.startswith("__") and name != "__notes__"):
                self._quietly(lambda: found.append([name, self.encode(value, depth + 1)]), None)
        return found

    def _frames(self, error):
        found = []
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename.startswith(self.box + "/"):
                found.append("%s:%d in %s" % (code.co_filename[len(self.box) + 1 :], trace.tb_lineno, code.co_name))
            trace = trace.tb_next
        return found[-MAX_FRAMES:]

    # -- the tests' exceptions

    def error_class(self, e):
        """Returns the class that stands for an exception class of the tests, so that `except` finds it."""
        if "bt" in e:
            return getattr(builtins, e["bt"])
        if "xc" in e or "h" in e:
            return self._objects[e.get("xc") or e["h"]]
        if "ref" in e:
            return self.decode_object({"ref": e["ref"]}, 0)
        with self._table:
            kind = self.theirs.get(e["xo"])
            if kind is None:
                bases = tuple(self.error_class(base) for base in e["b"]) or (Exception,)
                kind = type(e["n"], bases, {"__module__": "tests"})
                self.keep_theirs(e["xo"], kind)
            return kind

    def decode_error(self, e):
        number = e.get("o")
        if number in self.theirs:
            return self.theirs[number]
        if "h" in e:
            return self._objects[e["h"]]
        kind = self.error_class(e["c"])
        args = [self.decode(arg) for arg in e["args"]]
        try:
            error = kind(*args)
        except Exception:
            error = kind.__new__(kind)
            error.args = tuple(args)
        for name, value in e["at"]:
            self._quietly(lambda: setattr(error, name, self.decode(value)), None)
        if e.get("cause"):
            error.__cause__ = self.decode_error(e["cause"])
        if number is not None:
            self.keep_theirs(number, error)
        return error
