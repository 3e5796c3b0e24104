from solution import is_even


def test_even_numbers():
    assert is_even(2) is True
    assert is_even(104) is True


def test_odd_numbers():
    assert is_even(1) is False
    assert is_even(37) is False


def test_zero_is_even():
    assert is_even(0) is True


def test_negative_numbers():
    assert is_even(-6) is True
    assert is_even(-3) is False
