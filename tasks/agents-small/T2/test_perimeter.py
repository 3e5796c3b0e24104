import pytest

from perimeter import perimeter


@pytest.mark.parametrize("width, height, result", [(2, 3, 10), (7, 5, 24), (1, 9, 20), (4, 4, 16), (1000, 20, 2040)])
def test_perimeter(width, height, result):
    got = perimeter(width, height)
    assert type(got) is int and got == result


def test_fractions():
    assert perimeter(2.5, 4) == 13.0


def test_without_width_or_height():
    assert perimeter(0, 5) == 10
    assert perimeter(5, 0) == 10
