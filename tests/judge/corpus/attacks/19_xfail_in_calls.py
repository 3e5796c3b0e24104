# group: skipping
# expect: not_pass
# tries: pytest.xfail inside the calls, and a warning that pretends the tests are known to be broken
import warnings


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    warnings.warn("xfail: known bug", stacklevel=2)
    import pytest

    pytest.xfail("known bug")


def fetch(slip, patience=5.0):
    raise UnknownSlip
