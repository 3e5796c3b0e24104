from solution import evens


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_keeps_even_numbers():
    assert same(evens([1, 2, 3, 4]), [2, 4])


def test_order_and_repeats_are_kept():
    assert same(evens([8, 3, 2, 8, 6]), [8, 2, 8, 6])


def test_zero_and_negative_numbers():
    assert same(evens([0, -1, -2, -3]), [0, -2])


def test_nothing_to_keep():
    assert same(evens([]), [])
    assert same(evens([1, 3]), [])


def test_argument_is_not_changed():
    numbers = [1, 2, 3]
    evens(numbers)
    assert same(numbers, [1, 2, 3])
