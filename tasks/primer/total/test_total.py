from solution import total


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_sum_of_several_numbers():
    assert same(total([1, 2, 3]), 6)


def test_repeated_numbers_count_each_time():
    assert same(total([4, 4, 4]), 12)


def test_negative_numbers():
    assert same(total([-5, 2]), -3)


def test_empty_list():
    assert same(total([]), 0)


def test_single_number():
    assert same(total([9]), 9)
