from solution import largest


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_largest_in_any_place():
    assert same(largest([1, 9, 4]), 9)
    assert same(largest([8, 2, 3]), 8)
    assert same(largest([2, 3, 8]), 8)


def test_all_negative():
    assert same(largest([-5, -2, -9]), -2)


def test_single_item():
    assert same(largest([4]), 4)


def test_repeated_largest():
    assert same(largest([6, 2, 6]), 6)
