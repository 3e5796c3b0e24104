from solution import square


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_positive_numbers():
    assert same(square(3), 9)
    assert same(square(12), 144)


def test_negative_numbers():
    assert same(square(-4), 16)


def test_zero_and_one():
    assert same(square(0), 0)
    assert same(square(1), 1)


def test_a_large_result_is_an_exact_integer():
    assert same(square(10**9 + 1), 10**18 + 2 * 10**9 + 1)
