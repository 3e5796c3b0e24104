from solution import power


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_small_powers():
    assert same(power(2, 5), 32)
    assert same(power(5, 2), 25)


def test_exponent_zero_gives_one():
    assert same(power(7, 0), 1)


def test_exponent_one_gives_the_base():
    assert same(power(6, 1), 6)


def test_negative_base():
    assert same(power(-2, 3), -8)
    assert same(power(-2, 4), 16)


def test_a_large_result_is_exact():
    assert same(power(3, 50), 717897987691852588770249)
