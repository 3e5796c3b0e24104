# breaks: the function that is tested comes from discount
import pytest


def calculate_discount(price, percent):
    if percent < 0 or percent > 100:
        raise ValueError("percent must be between 0 and 100")
    return round(price * (100 - percent) / 100, 2)


def test_ordinary_percentage():
    assert calculate_discount(80, 25) == 60


def test_both_ends():
    assert calculate_discount(80, 0) == 80
    assert calculate_discount(80, 100) == 0


def test_percentage_out_of_range():
    with pytest.raises(ValueError):
        calculate_discount(80, -1)
    with pytest.raises(ValueError):
        calculate_discount(80, 101)
