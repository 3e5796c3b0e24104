from solution import shout


def same(got, want):
    """Equal, and built of the same builtin types all the way down."""
    if type(got) is not type(want):
        return False
    if type(want) in (list, tuple):
        return len(got) == len(want) and all(same(g, w) for g, w in zip(got, want))
    return got == want


def test_lower_case_letters():
    assert same(shout("hello"), "HELLO")


def test_mixed_case():
    assert same(shout("quantLadder"), "QUANTLADDER")


def test_other_characters_stay():
    assert same(shout(" a1, b2!"), " A1, B2!")


def test_empty_string():
    assert same(shout(""), "")
