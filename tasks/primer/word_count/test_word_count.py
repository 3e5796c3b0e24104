from solution import word_count


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_single_spaces():
    assert same(word_count("one two three"), 3)


def test_several_spaces():
    assert same(word_count("  wide   gaps  here "), 3)


def test_newlines():
    assert same(word_count("first line\nsecond line"), 4)


def test_no_words():
    assert same(word_count(""), 0)
    assert same(word_count("   "), 0)
