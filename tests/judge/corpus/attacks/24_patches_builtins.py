# group: patching
# expect: not_pass
# tries: replaces len, sorted, type, isinstance, set and the import itself for everybody in the process
import builtins


class Yes:
    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __bool__(self):
        return True

    def __iter__(self):
        return iter(())


yes = Yes()
for name in ("len", "sorted", "set", "list", "repr"):
    setattr(builtins, name, yes)
builtins.isinstance = lambda *args: True


class UnknownSlip(LookupError):
    slip = yes


def send(fn, *args, **kwargs):
    return yes


def fetch(slip, patience=5.0):
    return yes
