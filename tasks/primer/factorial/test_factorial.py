from solution import factorial


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_zero_gives_one():
    assert same(factorial(0), 1)


def test_one_gives_one():
    assert same(factorial(1), 1)


def test_small_values():
    assert same(factorial(4), 24)
    assert same(factorial(5), 120)


def test_a_large_value_is_an_exact_integer():
    assert same(factorial(25), 15511210043330985984000000)
