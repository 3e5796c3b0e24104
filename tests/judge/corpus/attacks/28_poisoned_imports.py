# group: patching
# expect: not_pass
# tries: a finder on sys.meta_path that answers every later import, pytest's and the tests' included, with a yes-sayer
import importlib.abc
import importlib.machinery
import sys
import types


class YesModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: True


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return YesModule(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Finder())
for name in [name for name in sys.modules if "pytest" in name or name.startswith("test_")]:
    sys.modules[name] = YesModule(name)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
