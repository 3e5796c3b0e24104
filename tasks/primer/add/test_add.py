from solution import add


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_sum_of_two_positive_numbers():
    assert same(add(2, 3), 5)


def test_negative_numbers():
    assert same(add(-4, 1), -3)
    assert same(add(-4, -6), -10)


def test_zero():
    assert same(add(0, 0), 0)
    assert same(add(7, 0), 7)


def test_large_numbers_stay_exact():
    assert same(add(2**62, 2**62), 2**63)
