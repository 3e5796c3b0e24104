# group: patching
# expect: not_pass
# tries: walks the modules it was loaded by and turns every function that encodes, sends or raises into one that says yes
import sys
import types


def soft(fn):
    def inner(*args, **kwargs):
        try:
            return fn(*args, **kwargs)
        except BaseException:
            return True

    return inner


mine = sys.modules[__name__]
for name, module in list(sys.modules.items()):
    origin = getattr(module, "__file__", None) or ""
    if module is mine or (origin.startswith("/usr/") and name != "__main__") or name in sys.builtin_module_names:
        continue
    for key, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType):
            setattr(module, key, soft(value))
        elif isinstance(value, type):
            for inner, method in list(vars(value).items()):
                if isinstance(method, types.FunctionType) and ("err" in inner or "exc" in inner or "enc" in inner):
                    setattr(value, inner, soft(method))


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    raise ValueError("wet floor 2291")
