from solution import multiply


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_product_of_positive_numbers():
    assert same(multiply(3, 4), 12)


def test_negative_numbers():
    assert same(multiply(-2, 5), -10)
    assert same(multiply(-3, -6), 18)


def test_zero():
    assert same(multiply(0, 9), 0)
    assert same(multiply(9, 0), 0)


def test_large_numbers_stay_exact():
    assert same(multiply(10**12 + 1, 10**12 - 1), 10**24 - 1)
