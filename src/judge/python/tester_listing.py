"""Lists the tests without an answer: which there are, which their own file leaves out, and why they may judge no answer."""
import importlib.machinery
import sys

import tester_idioms
from tester_report import Reporter, in_bounds

MARK = "value_of_the_answer_"  # begins the names of all stand-ins: a test id that holds it depends on the answer


def any_name(name):
    """Returns a stand-in for what the answer may have under this name."""
    if name.startswith("__"):
        raise AttributeError(name)
    return AnyName(MARK + name, (Exception,), {})


class AnyName(type):
    """A class that has every attribute and swallows every call; as a decorator it leaves what it decorates."""

    def __getattr__(cls, name):
        return any_name(name)

    def __call__(cls, *args, **kwargs):
        return args[0] if len(args) == 1 and not kwargs and callable(args[0]) else cls

    def __iter__(cls):
        return iter(())


class StandIn:
    """Finds the answer's module and its submodules without the answer."""

    def __init__(self, module):
        self._module = module

    def find_spec(self, name, path=None, target=None):
        if name != self._module and not name.startswith(self._module + "."):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__getattr__ = any_name


def is_left_out(item):
    """Tells whether the test is marked skip or xfail by its own file."""
    from _pytest.skipping import evaluate_skip_marks, evaluate_xfail_marks

    for holder in (getattr(item, "obj", None), getattr(item, "cls", None)):
        if getattr(holder, "__unittest_skip__", False) or getattr(holder, "__unittest_expecting_failure__", False):
            return True
    try:
        return evaluate_skip_marks(item) is not None or evaluate_xfail_marks(item) is not None
    except BaseException:  # a condition that only an answer could decide
        return False


def is_empty(item):
    """Tells whether there was nothing to parametrise it with: the answer's enum, without the answer."""
    from _pytest.compat import NOTSET

    return hasattr(item, "callspec") and any(value is NOTSET for value in item.callspec.params.values())


class Lister(Reporter):
    """The reporter of a session that only collects, against an inert stand-in for the answer."""

    def __init__(self, module, text, verdict):
        super().__init__(verdict, None, 0)
        sys.meta_path.insert(0, StandIn(module))
        self._said = False
        self._void(tester_idioms.why_impossible(text, module))
        notes = tester_idioms.notes_on(text, module)
        if notes:
            verdict.tell({"note": in_bounds("; ".join(notes), 300)})

    def _void(self, reason):
        if reason is not None and not self._said:
            self._said = True
            self._verdict.tell({"void": in_bounds(reason, 300)})

    def pytest_collection_modifyitems(self, items):
        for item in items:
            if MARK in item.nodeid or is_empty(item):
                self._void("%s is parametrised over values of the answer, so its name depends on it: give ids=, or loop inside"
                           " the test" % item.nodeid.partition("[")[0])
        left_out = [item.nodeid for item in items if is_left_out(item)]
        if left_out and len(left_out) == len(items):
            self._void("every test is marked skip or xfail in the test file")
        if left_out:
            self._verdict.tell({"left_out": left_out})
            items[:] = [item for item in items if item.nodeid not in left_out]

    def pytest_exception_interact(self, node, call, report):
        error = call.excinfo.value.__cause__ or call.excinfo.value
        if report.when == "collect" and isinstance(error, (TypeError, ValueError, AttributeError, KeyError, IndexError)):
            self._void("the test file uses the answer while it is being imported, outside of any test (%s: %s): use it inside a"
                       " test or a fixture" % (type(error).__name__, in_bounds(error, 120).replace("AnyName", "the answer")))
        super().pytest_exception_interact(node, call, report)
