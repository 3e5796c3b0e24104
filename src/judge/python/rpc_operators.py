"""The special methods of stand-ins, in tables. Between two objects of the answer they are the answer's. Arithmetic with a value of the
tests is the answer's where the test itself made the object, by its class: `solution.Vector(1, 2) * 3`. On any other object it is not
carried: what was to be the number 11 could say that it differs by nothing from whatever is expected. Nor is a comparison, ever.
"""
from rpc_remote import Remote, RemoteBase, ask, ask_exactly, note_operator, peer_of

COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@", "and": "&",
              "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "divmod": "divmod"}
ASKED = ("neg", "pos", "abs", "invert", "round", "dir", "iter", "next", "reversed", "getitem", "setitem", "delitem", "enter")
# What the interpreter wants of exactly this type.
CONVERSIONS = {"len": int, "bool": bool, "int": int, "float": float, "complex": complex, "bytes": bytes, "index": int, "contains": bool,
               "hash": int, "str": str, "format": str}


def _exactly(op, kind):
    return lambda self, *args: ask_exactly(self, op, kind, *args)


def _asked(op):
    return lambda self, *args: ask(self, op, *args)


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
for _op, _symbol in COMPARISONS.items():
    setattr(Remote, "__%s__" % _op, _compare(_op, _symbol))
for _op, _symbol in ARITHMETIC.items():
    _there = _op + "_" if _op in ("and", "or") else _op
    setattr(Remote, "__%s__" % _op, _arithmetic(_there, _symbol))
    setattr(Remote, "__r%s__" % _op, _arithmetic(_there, _symbol, is_reflected=True))
