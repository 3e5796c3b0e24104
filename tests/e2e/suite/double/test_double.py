from solution import double


def test_positive():
    assert double(21) == 42


def test_negative():
    assert double(-2) == -4
