# breaks: the tests have no parameters and no decorators
import pytest

from discount import calculate_discount


@pytest.mark.parametrize("percent, result", [(25, 60), (50, 40)])
def test_ordinary_percentage(percent, result):
    assert calculate_discount(80, percent) == result


def test_both_ends():
    assert calculate_discount(80, 0) == 80
    assert calculate_discount(80, 100) == 0


def test_percentage_out_of_range():
    with pytest.raises(ValueError):
        calculate_discount(80, -1)
    with pytest.raises(ValueError):
        calculate_discount(80, 101)
