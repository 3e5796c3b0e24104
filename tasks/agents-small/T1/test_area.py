import pytest

from area import area


@pytest.mark.parametrize("width, height, result", [(2, 3, 6), (7, 5, 35), (1, 9, 9), (4, 4, 16), (1000, 20, 20000)])
def test_area(width, height, result):
    got = area(width, height)
    assert type(got) is int and got == result


def test_fractions():
    assert area(2.5, 4) == 10.0


def test_an_empty_rectangle():
    assert area(0, 5) == 0
    assert area(5, 0) == 0
