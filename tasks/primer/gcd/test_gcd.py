from solution import gcd


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_common_divisor():
    assert same(gcd(12, 18), 6)
    assert same(gcd(100, 75), 25)


def test_without_common_divisor():
    assert same(gcd(8, 15), 1)


def test_one_divides_the_other():
    assert same(gcd(5, 20), 5)
    assert same(gcd(20, 5), 5)


def test_equal_numbers():
    assert same(gcd(7, 7), 7)


def test_zero():
    assert same(gcd(0, 9), 9)
    assert same(gcd(9, 0), 9)
