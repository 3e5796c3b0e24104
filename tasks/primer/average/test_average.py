from fractions import Fraction

from solution import average


def close(got, want):
    """A plain number, equal but for rounding errors."""
    return type(got) in (int, float, Fraction) and abs(got - want) < 1e-9


def test_whole_result():
    assert close(average([2, 4, 9]), 5)


def test_result_with_a_fraction():
    assert close(average([1, 2]), 1.5)
    assert close(average([1, 1, 2]), 4 / 3)


def test_negative_numbers():
    assert close(average([-4, 2]), -1)


def test_single_number():
    assert close(average([7]), 7)
