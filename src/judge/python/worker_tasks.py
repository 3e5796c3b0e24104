"""What the tester asks of the worker less often than a call: loaded when first needed."""
import os
import sys

from rpc_worker import base_of, base_value, like_container


def start(peer, assignment):
    """Sets the limits and lays out the answer's files; nothing of the answer runs yet."""
    set_limits(assignment["limits"])
    peer.module = assignment["module"]
    os.chdir(peer.box)
    for file in assignment["files"] + assignment["extras"]:
        lay_out(peer.box, file)
        # The answer's modules may have the names of ours.
        sys.modules.pop(file["path"].partition("/")[0].removesuffix(".py"), None)
    sys.path.insert(0, peer.box)
    sys.argv = [os.path.join(peer.box, "answer.py")]


def set_limits(limits):
    if not limits:
        return
    import resource

    for name, value in limits.items():
        number = getattr(resource, "RLIMIT_" + name)
        hard = value + 1 if name == "CPU" else value  # so that SIGXCPU comes first and tells a limit from a kill
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            value, hard = min(value, most), min(hard, most)
        resource.setrlimit(number, (value, hard))


def lay_out(box, file):
    import binascii

    path = os.path.join(box, file["path"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(binascii.a2b_base64(file["text_b64"]))


def find(peer, name):
    """Whether there is such a module."""
    import importlib.util

    return name in sys.modules or importlib.util.find_spec(name) is not None


def run_module(peer, name, run_name):
    import runpy

    found = runpy.run_module(name, run_name=run_name)
    return {name: value for name, value in found.items() if not name.startswith("__")}


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


def content(peer, x):
    base = like_container(x)
    return base(x) if base is not None else base_value(x, base_of(x))


def get_of_error(peer, handle, name):
    return getattr(peer.object_of(handle), name)


def run(peer, asked):
    """Runs a command and keeps the first bytes it writes: (status, stdout, stderr, truncated)."""
    import worker_commands

    return worker_commands.run(peer.box, asked)


def read_file(peer, path, most):
    place = os.path.join(peer.box, path)
    if not os.path.isfile(place):
        raise FileNotFoundError(2, "no such file of the answer", path)
    with open(place, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        return file.read(most)


def write_file(peer, file):
    lay_out(peer.box, file)


def patch(peer, target, value):
    """Replaces a global; the token that takes it back."""
    import importlib

    holder_name, _, name = target.rpartition(".")
    parts, holder = holder_name.split("."), None
    for count in range(len(parts), 0, -1):
        try:
            holder = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            holder = getattr(holder, part)
        break
    if holder is None:
        raise AttributeError("there is no %s to patch" % target)
    _patched.append((holder, name, getattr(holder, name)))
    setattr(holder, name, value)
    return len(_patched) - 1


def unpatch(peer, token):
    setattr(*_patched[token])


def console_open(peer, given):
    import io

    _consoles.append((sys.stdin, sys.stdout, sys.stderr))
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(given), io.StringIO(), io.StringIO()


def console_texts(peer, most):
    return tuple(getattr(stream, "getvalue", str)()[:most] for stream in (sys.stdout, sys.stderr))


def console_close(peer, most):
    texts = console_texts(peer, most)
    sys.stdin, sys.stdout, sys.stderr = _consoles.pop()
    return texts


def define(peer, source):
    """A module made of the author's text, run beside the answer."""
    import types

    module = types.ModuleType("author%d" % (len(_defined) + 1))
    sys.modules[module.__name__] = module
    _defined.append(module)
    exec(compile(source, "<%s>" % module.__name__, "exec"), vars(module))
    return module


def run_text(peer, mode, text, modules, names):
    """What a test runs of the answer's text, with the names that it gave."""
    import importlib

    for name, module in modules.items():
        names.setdefault(name, importlib.import_module(module))
    try:
        return {"eval": eval, "exec": exec}[mode](text, names)
    finally:
        for name in ("__builtins__", *modules):
            names.pop(name, None)


def library(peer, module, name, kwargs, *args):
    """What a function of the standard library says of an object."""
    import importlib

    return getattr(importlib.import_module(module), name)(*args, **kwargs)


def mirror_give(peer, told):
    import worker_mirrors

    worker_mirrors.give(peer, told)


def mirror_take(peer, words):
    import worker_mirrors

    return worker_mirrors.take(peer, words)


def task_start(peer, awaitable):
    import worker_async

    return worker_async.the_loop().start(awaitable)


def task_wait(peer, token):
    import worker_async

    return worker_async.the_loop().wait(token)


def task_cancel(peer, token):
    import worker_async

    worker_async.the_loop().cancel(token)


_patched, _consoles, _defined = [], [], []
TASKS = {
    "start": start, "find": find, "signature": signature, "base_value": content, "get_of_error": get_of_error, "run": run,
    "read_file": read_file, "write_file": write_file, "patch": patch,
    "unpatch": unpatch, "console_open": console_open, "console_texts": console_texts, "console_close": console_close,
    "define": define, "run_text": run_text, "library": library, "import_again": import_again, "run_module": run_module,
    "task_start": task_start, "task_wait": task_wait, "task_cancel": task_cancel,
    "mirror_give": mirror_give, "mirror_take": mirror_take,
}
