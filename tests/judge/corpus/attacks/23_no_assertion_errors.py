# group: patching
# expect: not_pass
# tries: makes AssertionError impossible to raise, and pytest.raises content with anything
import builtins
import sys


class Quiet(Exception):
    def __new__(cls, *args):
        raise StopIteration

    def __init_subclass__(cls):
        pass


builtins.AssertionError = Quiet


class Content:
    def __init__(self, *args, **kwargs):
        self.value = self

    slip = item = "nobody has this one"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return True


pytest = sys.modules.get("pytest")
if pytest is not None:
    pytest.raises = Content


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    raise AssertionError
