from solution import absolute


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_negative_numbers():
    assert same(absolute(-3), 3)
    assert same(absolute(-250), 250)


def test_positive_numbers():
    assert same(absolute(4), 4)


def test_zero():
    assert same(absolute(0), 0)


def test_large_numbers_stay_exact():
    assert same(absolute(-(2**80)), 2**80)
