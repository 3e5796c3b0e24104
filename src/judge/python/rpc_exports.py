"""Decides what of the tests' process the answer may reach: callables it was handed, and the public side of the tests' own objects.

Whatever is not listed here is refused. Functions of the standard library cross as their names: the answer's process has
the same library, and nothing is run here with arguments that the answer chose.
"""
import collections.abc
import functools
import inspect
import operator
import os
import sys
import types

BOUND = (types.MethodType, types.BuiltinMethodType, types.MethodWrapperType)
MAX_DOC = 500
TEST_TOOLS = frozenset(("pytest", "_pytest", "pluggy"))


class ModulesUnder:
    """Holds the names of the loaded modules whose file lies in a folder."""

    def __init__(self, folder):
        self._folder = os.path.join(folder, "")

    def __contains__(self, name):
        file = getattr(sys.modules.get(name), "__file__", None)
        return type(file) is str and file.startswith(self._folder)


OUR_MODULES = ModulesUnder(os.path.dirname(os.path.abspath(__file__)))


def _is_machinery(module):
    return module.partition(".")[0] in TEST_TOOLS or module in OUR_MODULES


class Refused(TypeError):
    """A test hands over something that the answer must not be able to call."""


def by_name(x):
    """Returns (module, name) of a function or class of the standard library, or None."""
    name, module = getattr(x, "__qualname__", None), getattr(x, "__module__", None)
    if module is None and isinstance(getattr(x, "__self__", None), type):
        module = x.__self__.__module__
    if type(name) is not str or type(module) is not str or module.partition(".")[0] not in sys.stdlib_module_names:
        return None
    if module == "__main__" or x is print:
        return None
    try:
        found = operator.attrgetter(name)(sys.modules[module])
    except (AttributeError, KeyError):
        return None
    return (module, name) if found is x or found == x and isinstance(x, types.BuiltinMethodType) else None


def _classes_of_the_tests(kind, test_modules):
    return [base for base in kind.__mro__ if base.__module__ in test_modules]


def may_call(x, test_modules):
    """Tells whether the worker may call `x` here: something the tests define, or a public method of an object that they made."""
    if isinstance(x, types.FunctionType):
        return x.__globals__.get("__name__") in test_modules or x.__module__ in test_modules
    if isinstance(x, BOUND):
        holder = x.__self__
        if isinstance(holder, types.ModuleType):
            return x is print
        if x.__name__.startswith("__") or _is_machinery(type(holder).__module__):
            return False
        return not isinstance(holder, type) or bool(_classes_of_the_tests(holder, test_modules))
    if isinstance(x, type):
        return x.__module__ in test_modules
    inner = getattr(x, "func", None)
    if type(x).__module__ == "functools" and inner is not None:
        return may_call(inner, test_modules) or by_name(inner) is not None
    if hasattr(x, "__wrapped__") and type(x).__module__ == "functools":
        return may_call(x.__wrapped__, test_modules)
    return bool(_classes_of_the_tests(type(x), test_modules)) or type(x).__module__ in ("unittest.mock", "operator")


SHARED_TYPES = ("threading", "_thread", "queue", "_queue", "collections", "_io", "random", "unittest.mock", "types",
                "contextlib")


def _is_control_of_a_mock(x, name):
    """Tells whether a test sets a mock up or asserts by this name: an answer that reached it would write its own evidence."""
    mock = sys.modules.get("unittest.mock")
    return mock is not None and isinstance(x, mock.NonCallableMock) and name in _controls_of_mocks(mock)


@functools.lru_cache(maxsize=None)
def _controls_of_mocks(mock):
    return frozenset(dir(mock.MagicMock()) + dir(mock.AsyncMock()))


def may_read(x, name, test_modules):
    """Tells whether the worker may read attribute `name` of `x`: public, of an instance of the tests' classes or of a tool like Event."""
    if type(name) is not str or name.startswith("_") or _is_control_of_a_mock(x, name):
        return False
    if isinstance(x, (type, types.ModuleType, types.FunctionType, types.FrameType, types.CodeType, types.GeneratorType)):
        return isinstance(x, type) and x.__module__ in test_modules or \
            isinstance(x, types.GeneratorType) and name in ("send", "throw", "close")
    return bool(_classes_of_the_tests(type(x), test_modules)) or type(x).__module__ in SHARED_TYPES


def may_write(x, name, test_modules):
    """Tells whether the worker may set the attribute. It may set data only: whoever replaces a method decides what the tests see of it."""
    if not may_read(x, name, test_modules):
        return False
    if type(x) is types.SimpleNamespace:
        return not callable(getattr(x, name, None))
    method = inspect.getattr_static(type(x), name, None)
    is_method = callable(method) or isinstance(method, classmethod)
    return bool(_classes_of_the_tests(type(x), test_modules)) and not is_method


OPERATORS = {
    "len": len, "iter": iter, "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem,
    "contains": operator.contains, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "eq": operator.eq, "hash": hash, "repr": repr, "str": str, "bool": bool, "enter": lambda x: x.__enter__(),
    "exit": lambda x, error=None: bool(x.__exit__(type(error) if error is not None else None, error, None)),
}


# An object that is neither the tests' own nor a known tool gives these answers.
PLAIN_ANSWERS = {
    "eq": operator.is_, "hash": lambda x: hash(id(x)), "bool": lambda x: True,
    **dict.fromkeys(("repr", "str"), lambda x: "<%s of the tests>" % type(x).__name__),
}


def apply_operator(x, name, args, test_modules):
    """Applies an operation to an object of the tests, if its class is their own or a known tool; plain answers otherwise."""
    if name == "next":
        if isinstance(x, collections.abc.Iterator):
            return next(x)
        raise TypeError("the object is not an iterator")
    if name not in OPERATORS:
        raise TypeError("no such operation")
    if _classes_of_the_tests(type(x), test_modules) or type(x).__module__ in SHARED_TYPES:
        return OPERATORS[name](x, *args)
    if name in PLAIN_ANSWERS:
        return PLAIN_ANSWERS[name](x, *args)
    if name == "iter" and isinstance(x, collections.abc.Iterable):
        return iter(x)
    raise TypeError("the tests' %s does not offer this" % type(x).__name__)


def describe_callable(x):
    """Describes a callable to the worker, so that functools.wraps and inspect.signature work there."""
    found = {"n": str(getattr(x, "__name__", type(x).__name__))[:80]}
    function = x.__func__ if isinstance(x, types.MethodType) else x
    if not isinstance(x, types.FunctionType):
        found["nb"] = True
    if type(x).__module__ == "unittest.mock" and hasattr(type(x), "__enter__"):
        found["k"] = "callable object"
    if isinstance(function, types.FunctionType):
        doc = x.__doc__
        if type(doc) is str:
            found["doc"] = doc[:MAX_DOC]
        found["sig"] = _parameters(x)
    return found


def _parameters(x):
    """Returns a row for each parameter: its name, its kind, and whether it has a default."""
    parameters = inspect.signature(x, follow_wrapped=False).parameters.values()
    return [[each.name, int(each.kind), each.default is not each.empty] for each in parameters]
