# breaks: the tests stand at the top level
import pytest

from discount import calculate_discount


class TestDiscount:
    def test_ordinary_percentage(self):
        assert calculate_discount(80, 25) == 60

    def test_both_ends(self):
        assert calculate_discount(80, 0) == 80
        assert calculate_discount(80, 100) == 0

    def test_percentage_out_of_range(self):
        with pytest.raises(ValueError):
            calculate_discount(80, -1)
        with pytest.raises(ValueError):
            calculate_discount(80, 101)
