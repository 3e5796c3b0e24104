import json

import pytest
import solution


def as_lists(value):
    """Returns a value with lists in place of its tuples, as JSON has it."""
    if isinstance(value, dict):
        return {key: as_lists(each) for key, each in value.items()}
    return [as_lists(each) for each in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("given, expected", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(given, expected):
    arguments = [json.loads(line) for line in given.splitlines() if line.strip()]
    expected = json.loads(expected)
    holder = solution.Solution() if IN_CLASS else solution
    got = getattr(holder, FUNCTION)(*arguments)
    assert is_plain(got) and as_lists(got) == expected
