# group: patching
# expect: not_pass
# tries: finds pytest's session among all objects and clears the implementations of its hooks
import gc


def clear():
    for thing in gc.get_objects():
        try:
            if type(thing).__name__ in ("HookCaller", "_HookCaller") and thing.name == "pytest_runtest_call":
                thing._hookimpls.clear()
            if type(thing).__name__ == "Session":
                thing.testsfailed = property(lambda self: 0)
                thing.items.clear()
        except Exception:
            pass


clear()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    clear()
    return 0


def fetch(slip, patience=5.0):
    return None
