"""This is the worker's end of the line: the answer's objects become handles, the tests' objects stubs.

Nothing here is relied upon for the verdict; the other end checks every word of it.
"""
import builtins
import operator
import os
import sys

import worker_tasks
from rpc_stubs import CallableFake, Callback, Fake, FakeIterator
from rpc_values import EMPTY_OF, ValuePeer, is_keyed
from rpc_worker_errors import ErrorPeer
from worker_values import BASES, base_of, base_value, like_container

PLAIN_TYPES = {kind: kind.__name__ for kind in BASES + (bool, range, slice, type(None), object)}
STUBS = {"callable": Callback, "callable object": CallableFake, "iterator": FakeIterator}


def module_of(kind):
    return str(getattr(kind, "__module__", "")).partition(".")[0]


def _of_the_library(kind):
    return module_of(kind) in sys.stdlib_module_names and module_of(kind) != "__main__"


def _name_of(x):
    name = getattr(x, "__name__", None)
    return (name if type(name) is str else type(x).__name__)[:80]


class WorkerPeer(ErrorPeer, ValuePeer):
    side = "w"
    other = "h"

    def __init__(self, fd, box):
        super().__init__(fd)
        self.box = box
        self.forked = False
        self.module = None
        self.leaving = []  # what is called before this process ends
        self._objects = {}
        self._handle_of = {}
        self.theirs = {}  # number -> our stub of an object of the tests
        self.number_of_theirs = {}

    # -- containers: only the tests' are watched

    def encode_container(self, x, kind, depth):
        number = self._number_of.get(id(x))
        if number is None:
            return self.by_value(x, kind, depth)
        self.touch(number)
        return {"m": number}

    def expect_container(self, number, code):
        if number not in self._containers:
            self.watch(EMPTY_OF[code](), number)

    # -- objects

    def object_of(self, handle):
        return self._objects[handle]

    def handle(self, x):
        with self._table:
            handle = self._handle_of.get(id(x))
            if handle is None:
                handle = len(self._objects) + 1
                self._objects[handle], self._handle_of[id(x)] = x, handle
            return handle

    def encode_object(self, x, depth):
        number = self.number_of_theirs.get(id(x))
        if number is not None:
            return {"o": number}
        if isinstance(x, BaseException):
            return {"x": self.encode_error(x, depth + 1)}
        if isinstance(x, type):
            return self._encode_class(x, depth)
        base = base_of(x)
        return self._encode_other(x) if base is None else self._encode_subclassed(x, base, depth)

    def _encode_class(self, x, depth):
        if x in PLAIN_TYPES:
            return {"bt": PLAIN_TYPES[x]}
        if issubclass(x, BaseException):
            return self.encode_error_class(x)
        return {"h": self.handle(x), "k": "class", "n": x.__name__[:80]}

    def _encode_subclassed(self, x, base, depth):
        if is_keyed(x):
            return self.encode_keyed(x, depth)
        value = base_value(x, base)
        if _of_the_library(type(x)) and base is not tuple:  # a struct_time has fields to ask for
            return self.encode(value, depth)
        found = {"h": self.handle(x), "k": "value", "n": _name_of(type(x)), "v": self.encode(value, depth + 1)}
        fields = getattr(type(x), "_fields", None)
        if base is tuple and type(fields) is tuple:
            found["fl"] = list(fields)
        return found

    def _encode_other(self, x):
        if type(x) is type(sys) and self.module and (x.__name__ + ".").startswith(self.module + "."):
            return {"mod": x.__name__}
        base = like_container(x)
        if base is not None:
            return {"h": self.handle(x), "k": "value", "n": _name_of(type(x)), "v": self.by_value(base(x), base, 1)}
        return {"h": self.handle(x), "k": "callable" if callable(x) else "object", "n": _name_of(x)}

    def decode_object(self, e, depth):
        if "h" in e:
            return self._objects[e["h"]]
        if "bt" in e:
            return getattr(builtins, e["bt"])
        if "ref" in e:
            __import__(e["ref"][0])
            return operator.attrgetter(e["ref"][1])(sys.modules[e["ref"][0]])
        if "mod" in e:
            return sys.modules[e["mod"]]
        if "x" in e:
            return self.decode_error(e["x"])
        if "xo" in e:
            return self.error_class(e)
        return self._stub(e)

    def _stub(self, e):
        with self._table:
            stub = self.theirs.get(e["o"])
            if stub is None:
                stub = STUBS.get(e.get("k"), Fake)(self, e)
                self.keep_theirs(e["o"], stub)
            return stub

    def keep_theirs(self, number, stub):
        self.theirs[number], self.number_of_theirs[id(stub)] = stub, number

    # -- what the tests ask

    def perform(self, op, plain, args, kwargs):
        if op == "call":
            return self._objects[plain[0]](*args, **kwargs)
        if op == "import":
            return self._import(plain[0])
        if op in OPERATIONS:
            return OPERATIONS[op](*args, *plain)
        return worker_tasks.perform(self, op, *plain, *args)

    def _import(self, name):
        __import__(name)
        return [key for key in vars(sys.modules[name]) if not key.startswith("_")]

    # -- life

    def leave_after_fork(self):
        """Leaves the line, in a child process of the answer, to the parent."""
        os.close(self.fd)
        self.fd, self.forked = -1, True

    def request(self, op, *plain, args=(), kwargs=None, timeout=None):
        if self.forked:
            raise RuntimeError("an object of the tests cannot be used in another process")
        return super().request(op, *plain, args=args, kwargs=kwargs, timeout=timeout)

    def send(self, message):
        if self.forked:
            os._exit(0)
        super().send(message)

    def fail(self, kind, detail):
        for each in self.leaving:
            each()
        os._exit(0)

    def out_of_memory(self):
        try:
            os.write(self.fd, OUT_OF_MEMORY)
        finally:
            os._exit(1)


OUT_OF_MEMORY = b'\0\0\0\x17{"k":"oom","lt":"none"}'


def _exit(x, error):
    return bool(type(x).__exit__(x, type(error) if error is not None else None, error, None))


OPERATIONS = {
    "get": getattr, "set_attribute": lambda x, value, name: setattr(x, name, value), "del": delattr,
    "len": len, "bool": bool, "str": str, "repr": repr, "hash": hash, "format": format, "int": int, "float": float,
    "complex": complex, "bytes": bytes, "index": operator.index, "dir": dir,
    "iter": iter, "next": next, "reversed": reversed,
    "vars_names": lambda x: list(vars(x)) if hasattr(x, "__dict__") else x.__dict__,
    "vars_item": lambda x, name: vars(x)[name],
    "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem, "contains": operator.contains,
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "neg": operator.neg, "pos": operator.pos, "abs": abs, "invert": operator.invert, "round": round, "divmod": divmod,
    "enter": lambda x: type(x).__enter__(x), "exit": _exit,
    "isinstance_of": lambda kind, x: isinstance(x, kind), "subclass_of": lambda kind, other: issubclass(other, kind),
}
for _name in "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split():
    OPERATIONS[_name] = getattr(operator, _name)
