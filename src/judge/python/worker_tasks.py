"""The tester asks these of the worker less often than a call."""
import binascii
import os
import resource
import sys

from worker_values import base_of, base_value, like_container


def start(peer, assignment):
    """Sets the limits and lays out the answer's files; nothing of the answer runs yet."""
    set_limits(assignment["limits"])
    peer.module = assignment["module"]
    os.chdir(peer.box)
    for file in assignment["files"] + assignment["extras"]:
        write_file(peer, file)
        # The answer's modules may have the names of ours.
        sys.modules.pop(file["path"].partition("/")[0].removesuffix(".py"), None)
    sys.path.insert(0, peer.box)
    sys.path += assignment["import_folders"]
    sys.argv = [os.path.join(peer.box, "answer.py")]


def set_limits(limits):
    for name, value in limits.items():
        number = getattr(resource, "RLIMIT_" + name)
        hard = value + 1 if name == "CPU" else value  # so that SIGXCPU comes first and tells a limit from a kill
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            value, hard = min(value, most), min(hard, most)
        resource.setrlimit(number, (value, hard))


def write_file(peer, file):
    path = os.path.join(peer.box, file["path"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(binascii.a2b_base64(file["text_b64"]))


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
    """Makes a module of the author's text, run beside the answer."""
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


# These modules are loaded when they are first asked for.
LATE = {
    **dict.fromkeys(("run", "read_file"), "worker_commands"),
    **dict.fromkeys(("mirror_give", "mirror_take"), "worker_mirrors"),
    **dict.fromkeys(("service_start", "service_send", "service_line", "service_state", "service_stop", "tcp_open", "tcp_read",
                     "tcp_close"), "worker_services"),
    **dict.fromkeys(("asgi_start", "asgi_request", "asgi_close"), "worker_asgi"),
}


def perform(peer, op, *args):
    task = TASKS.get(op) or getattr(__import__(LATE[op]), op)
    return task(peer, *args)
