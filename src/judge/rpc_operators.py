"""Operators on stand-ins: between two objects of the answer they are the answer's; with a value of the tests they are not carried."""
from rpc_remote import Remote, RemoteBase, ask, ask_exactly, note_operator

COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@", "and": "&",
              "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>"}
UNARY = ("neg", "pos", "abs", "invert")
CONVERSIONS = {"len": int, "bool": bool, "int": int, "float": float, "complex": complex, "bytes": bytes, "index": int, "contains": bool}


def _exactly(op, kind):
    return lambda self, *args: ask_exactly(self, op, kind, *args)


def _unary(op):
    return lambda self: ask(self, op)


def _compare(op, symbol):
    def method(self, other):
        if isinstance(other, RemoteBase):
            return ask_exactly(self, op, bool, other)
        note_operator(self, other, symbol)
        return NotImplemented  # the other operand may know

    return method


def _arithmetic(op, symbol):
    def method(self, other):
        if isinstance(other, RemoteBase):
            return ask(self, op, other)
        note_operator(self, other, symbol)
        return NotImplemented

    return method


def _reflected(op, symbol):
    def method(self, other):
        if isinstance(other, RemoteBase):
            return ask(other, op, self)
        note_operator(self, other, symbol)
        return NotImplemented

    return method


for _op, _kind in CONVERSIONS.items():
    setattr(Remote, "__%s__" % _op, _exactly(_op, _kind))
for _op in UNARY:
    setattr(Remote, "__%s__" % _op, _unary(_op))
for _op, _symbol in COMPARISONS.items():
    setattr(Remote, "__%s__" % _op, _compare(_op, _symbol))
for _op, _symbol in ARITHMETIC.items():
    _there = _op + "_" if _op in ("and", "or") else _op
    setattr(Remote, "__%s__" % _op, _arithmetic(_there, _symbol))
    setattr(Remote, "__r%s__" % _op, _reflected(_there, _symbol))
