import decimal
import sys

import pytest
import quantladder_task


def numbers_in(line):
    """Returns the numbers that a line is made of; None where a word is no number."""
    try:
        return [decimal.Decimal(word) for word in line.split()]
    except decimal.InvalidOperation:
        return None


def is_same(expected, got):
    """Tells whether two lines are equal but for blanks around them and the spelling of numbers."""
    if expected.strip() == got.strip():
        return True
    numbers = numbers_in(expected)
    return numbers is not None and numbers == numbers_in(got)


@pytest.mark.parametrize("given, expected", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(given, expected):
    done = quantladder_task.run([sys.executable, PROGRAM], input=given, timeout=TIMEOUT_S)
    assert done.status == 0, "the program ended with status %s" % done.status
    expected, got = expected.strip().split("\n"), done.text.strip().split("\n")
    assert not done.truncated and len(expected) == len(got) and all(map(is_same, expected, got))
