"""The answer's three tests are run against a right function and against wrong ones. These stand here, in a process that the
answer cannot look into: it can only call them, and learns which one it tests by what they return."""
import pytest

import quantladder_task as task

# Runs beside the answer: puts a function in place, and says which tests there are and what one of them raised.
BESIDE = """
import inspect
import discount
import test_discount


def use(function):
    discount.current = function


def names():
    return sorted(name for name, value in vars(test_discount).items() if name.startswith("test_") and inspect.isfunction(value))


def parameters():
    return sum(len(inspect.signature(getattr(test_discount, name)).parameters) for name in names())


def marks():
    return sum(len(getattr(getattr(test_discount, name), "pytestmark", [])) for name in names())


def raised(name):
    try:
        getattr(test_discount, name)()
    except BaseException as problem:
        return type(problem).__name__
    return ""
"""


def right(price, percent):
    if percent < 0 or percent > 100:
        raise ValueError("percent must be between 0 and 100")
    return round(price * (100 - percent) / 100, 2)


def unchanged(price, percent):
    return right(price, percent) and price


def the_discount_alone(price, percent):
    return price - right(price, percent)


def added(price, percent):
    return price + price - right(price, percent)


def percent_as_an_amount(price, percent):
    return max(price - percent, 0) if 0 < percent < 100 else right(price, percent)


def zero_refused(price, percent):
    if percent == 0:
        raise ValueError("percent must be between 0 and 100")
    return right(price, percent)


def zero_as_free(price, percent):
    return 0 if percent == 0 else right(price, percent)


def hundred_refused(price, percent):
    if percent == 100:
        raise ValueError("percent must be between 0 and 100")
    return right(price, percent)


def hundred_unchanged(price, percent):
    return price if percent == 100 else right(price, percent)


def below_zero_taken(price, percent):
    return right(price, percent) if percent >= 0 else round(price * (100 - percent) / 100, 2)


def above_hundred_taken(price, percent):
    return right(price, percent) if percent <= 100 else 0


def another_error(price, percent):
    try:
        return right(price, percent)
    except ValueError as problem:
        raise TypeError(str(problem)) from None


WRONG = [unchanged, the_discount_alone, added, percent_as_an_amount, zero_refused, zero_as_free, hundred_refused, hundred_unchanged, below_zero_taken,
         above_hundred_taken, another_error]


@pytest.fixture(scope="module")
def beside():
    return task.define(BESIDE)


def outcomes(beside, function):
    """What each test of the answer raised when this is the function that it tests. To the answer all have one name."""
    beside.use(lambda price, percent: function(price, percent))
    return [beside.raised(name) for name in beside.names()]


def test_there_are_three_tests(beside):
    assert len(beside.names()) == 3


def test_the_tests_are_plain_functions(beside):
    assert (beside.parameters(), beside.marks()) == (0, 0)


def test_all_pass_with_the_right_function(beside):
    assert outcomes(beside, right) == ["", "", ""]


@pytest.mark.parametrize("function", WRONG, ids=[function.__name__ for function in WRONG])
def test_a_wrong_function_is_found(beside, function):
    assert any(outcomes(beside, function))
