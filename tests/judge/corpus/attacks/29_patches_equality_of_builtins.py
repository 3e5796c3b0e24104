# group: patching
# expect: not_pass
# tries: writes into the type slots of int, str, list and dict so that == always says yes
import ctypes
import gc


def always(self, other):
    return True


for kind in (int, str, list, dict, tuple):
    for table in gc.get_referents(kind.__dict__):
        if type(table) is dict:
            table["__eq__"], table["__ne__"] = always, lambda self, other: False
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return 1
