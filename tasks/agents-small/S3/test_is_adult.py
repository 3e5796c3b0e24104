import pytest

from solution import is_adult


def test_18_is_adult():
    assert is_adult(18) is True


@pytest.mark.parametrize("age", [19, 40, 99])
def test_older_is_adult(age):
    assert is_adult(age) is True


@pytest.mark.parametrize("age", [17, 10, 1, 0])
def test_younger_is_not(age):
    assert is_adult(age) is False
