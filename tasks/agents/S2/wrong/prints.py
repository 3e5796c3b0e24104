# breaks: the results are checked
import pytest

from discount import calculate_discount


def test_ordinary_percentage():
    print(calculate_discount(80, 25) == 60)


def test_both_ends():
    assert calculate_discount(80, 0) == 80
    assert calculate_discount(80, 100) == 0


def test_percentage_out_of_range():
    with pytest.raises(ValueError):
        calculate_discount(80, -1)
    with pytest.raises(ValueError):
        calculate_discount(80, 101)
