from solution import fibonacci


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_zeroth():
    assert same(fibonacci(0), 0)


def test_first_and_second():
    assert same(fibonacci(1), 1)
    assert same(fibonacci(2), 1)


def test_later_numbers():
    assert same(fibonacci(7), 13)
    assert same(fibonacci(10), 55)


def test_twentieth():
    assert same(fibonacci(20), 6765)
