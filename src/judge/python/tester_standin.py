"""An inert stand-in for the answer's module, against which the tests are listed."""
import importlib.machinery


MARK = "value_of_the_answer_"  # begins the names of all stand-ins: a test id that holds it depends on the answer


class AnyName(type):
    """A class that has every attribute and swallows every call; as a decorator it leaves what it decorates."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyName(MARK + name, (Exception,), {})

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
        def any_name(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return AnyName(MARK + name, (Exception,), {})

        module.__getattr__ = any_name
