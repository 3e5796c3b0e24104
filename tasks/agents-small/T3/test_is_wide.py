import pytest

from is_wide import is_wide


@pytest.mark.parametrize("width, height", [(3, 2), (10, 1), (5, 4), (1, 0), (2.5, 2)])
def test_wider_than_high(width, height):
    assert is_wide(width, height) is True


@pytest.mark.parametrize("width, height", [(2, 3), (1, 10), (4, 5), (0, 1), (2, 2.5)])
def test_higher_than_wide(width, height):
    assert is_wide(width, height) is False


@pytest.mark.parametrize("side", [1, 7, 2.5])
def test_a_square_is_not_wide(side):
    assert is_wide(side, side) is False
