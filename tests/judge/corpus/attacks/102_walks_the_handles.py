# group: the line to the tester
# expect: not_pass
# tries: asks for every dangerous attribute of everything of the tests that it was given, and of what it was not given
import gc

NAMES = ["__self__", "__globals__", "__code__", "__closure__", "__func__", "__class__", "__dict__", "__init__", "__call__",
         "__builtins__", "__getattribute__", "__reduce_ex__", "__subclasses__", "__wrapped__", "gi_frame", "f_globals",
         "f_back", "func", "keywords", "tb_frame", "mro", "format", "_value", "_cond", "set", "wait"]


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


def ask(*request, args=()):
    for peer in peers():
        try:
            print(request, "->", repr(peer.request(*request, args=args))[:200])
        except Exception as error:
            print(request, "->", type(error).__name__, error)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for name in NAMES:
        try:
            print(name, getattr(fn, name))
        except Exception as error:
            print(name, type(error).__name__)
        for number in (getattr(fn, "_number", 1), 1, 2, 3, 7):
            ask("get", number, name)
            ask("set", number, name, args=(None,))
    for number in range(60):
        ask("call", number)
        ask("operator", number, "getitem", args=(0,))
    for operation in ("import", "eval", "exec", "get", "hget", "hop", "bt", "ref", "isinstance", "module", "__init__"):
        ask(operation, "os", args=("system", "id"))
    return 0


def fetch(slip, patience=5.0):
    return None
