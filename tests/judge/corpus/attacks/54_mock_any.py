# group: lying values
# expect: not_pass
# tries: unittest.mock.ANY for values, a MagicMock for the rest, sentinels that equal by accident
from unittest import mock


class UnknownSlip(LookupError):
    slip = mock.ANY


def send(fn, *args, **kwargs):
    return mock.MagicMock(name="slip")


def fetch(slip, patience=5.0):
    if isinstance(slip, str):
        raise UnknownSlip(slip)
    return mock.ANY
