"""The answer's test is run against a right `double` and against wrong ones. These stand here, where the answer cannot look."""
import pytest

import quantladder_task as task

# Runs beside the answer: gives it the function that it tests, and says what its test raised.
BESIDE = """
import solution


def raised(double):
    solution.double = double
    try:
        solution.test_double()
    except BaseException as problem:
        return type(problem).__name__
    return ""
"""

WRONG = {
    "unchanged": lambda n: n,
    "square": lambda n: n * n,
    "one_more": lambda n: n + 1,
    "three_more": lambda n: n + 3,
    "nothing": lambda n: None,
}


@pytest.fixture(scope="module")
def beside():
    return task.define(BESIDE)


def test_it_passes_with_the_right_function(beside):
    assert beside.raised(lambda n: 2 * n) == ""


@pytest.mark.parametrize("name", list(WRONG))
def test_it_finds_a_wrong_function(beside, name):
    assert beside.raised(WRONG[name]) == "AssertionError"
