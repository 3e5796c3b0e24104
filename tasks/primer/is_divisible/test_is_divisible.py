from solution import is_divisible


def test_divisible():
    assert is_divisible(6, 3) is True
    assert is_divisible(100, 25) is True


def test_not_divisible():
    assert is_divisible(7, 3) is False
    assert is_divisible(10, 4) is False


def test_a_smaller_than_b():
    assert is_divisible(3, 6) is False


def test_zero_is_divisible():
    assert is_divisible(0, 5) is True


def test_negative_numbers():
    assert is_divisible(-8, 2) is True
    assert is_divisible(-9, 2) is False
