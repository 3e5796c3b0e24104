from solution import reverse_string


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_word():
    assert same(reverse_string("ladder"), "reddal")


def test_empty_string():
    assert same(reverse_string(""), "")


def test_spaces_and_case_are_kept():
    assert same(reverse_string(" Ab c"), "c bA ")


def test_single_character():
    assert same(reverse_string("x"), "x")
