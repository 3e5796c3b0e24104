from solution import squares


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_first_squares():
    assert same(squares(3), [1, 4, 9])


def test_n_is_included():
    assert same(squares(1), [1])


def test_zero_gives_an_empty_list():
    assert same(squares(0), [])


def test_longer_list():
    assert same(squares(6), [1, 4, 9, 16, 25, 36])
