"""The tester asks these of the worker less often than a call."""
import sys

from worker_start import start, write_file
from worker_values import base_of, base_value, like_container


def find(peer, name):
    """Tells whether there is such a module."""
    import importlib.util

    return name in sys.modules or importlib.util.find_spec(name) is not None


def import_again(peer, name, is_reload):
    import importlib

    if is_reload:
        importlib.reload(sys.modules[name])
    else:
        sys.modules.pop(name, None)
        importlib.import_module(name)


def signature(peer, x):
    import inspect

    rows = []
    for parameter in inspect.signature(x).parameters.values():
        optional = parameter.default is not parameter.empty
        rows.append([parameter.name, int(parameter.kind), optional, parameter.default if optional else None])
    return rows


def base_value_of(peer, x):
    base = like_container(x)
    return base(x) if base is not None else base_value(x, base_of(x))


def get_of_error(peer, handle, name):
    return getattr(peer.object_of(handle), name)


def define(peer, source):
    """A module made of the author's text, run beside the answer."""
    import types

    module = types.ModuleType("author%d" % (len(_defined) + 1))
    sys.modules[module.__name__] = module
    _defined.append(module)
    exec(compile(source, "<%s>" % module.__name__, "exec"), vars(module))
    return module


def run_text(peer, mode, text, modules, names):
    """Runs text of the answer for a test, with the names that it gave."""
    import importlib

    for name, module in modules.items():
        names.setdefault(name, importlib.import_module(module))
    try:
        return {"eval": eval, "exec": exec}[mode](text, names)
    finally:
        for name in ("__builtins__", *modules):
            names.pop(name, None)


def library(peer, module, name, kwargs, *args):
    """Asks a function of the standard library about an object."""
    import importlib

    return getattr(importlib.import_module(module), name)(*args, **kwargs)


_defined = []
TASKS = {each.__name__: each for each in (
    start, write_file, find, signature, base_value_of, get_of_error, define, run_text, library, import_again)}


def _commands():
    import worker_commands

    return worker_commands


def _mirrors():
    import worker_mirrors

    return worker_mirrors


# What is loaded when it is first asked for.
LATE = {"run": _commands, "read_file": _commands, "mirror_give": _mirrors, "mirror_take": _mirrors}


def perform(peer, op, *args):
    task = TASKS.get(op) or getattr(LATE[op](), op)
    return task(peer, *args)
