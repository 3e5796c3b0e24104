# group: skipping
# expect: not_pass
# tries: its own exception classes with the names, modules and attributes of pytest's outcomes
import sys
import types


def make(name, *bases):
    cls = type(name, bases or (BaseException,), {"msg": "later", "pytrace": False, "allow_module_level": True})
    cls._use_item_location = False
    cls.__module__ = cls.__qualname__ = "_pytest.outcomes"
    cls.__qualname__ = name
    return cls


outcomes = types.ModuleType("_pytest.outcomes")
KINDS = [make("Skipped"), make("XFailed", Exception), make("Exit", Exception), make("OutcomeException")]
for kind in KINDS:
    setattr(outcomes, kind.__name__, kind)
sys.modules.setdefault("_pytest", types.ModuleType("_pytest"))
sys.modules["_pytest.outcomes"] = outcomes
UnknownSlip = KINDS[0]
count = 0


def send(fn, *args, **kwargs):
    global count
    count += 1
    raise KINDS[count % len(KINDS)]("later")


def fetch(slip, patience=5.0):
    raise KINDS[0]("later")
