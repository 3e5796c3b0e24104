import pytest

pytestmark = pytest.mark.skip


def test_value_comes_back():
    pass


def test_unknown_slip():
    pass
