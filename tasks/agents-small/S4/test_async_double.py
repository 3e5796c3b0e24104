"""The coroutine is run beside the answer."""
import pytest

import quantladder_task as task

BESIDE = """
import asyncio
import inspect
import solution


def is_coroutine_function():
    return inspect.iscoroutinefunction(solution.double)


def double(n):
    return asyncio.run(solution.double(n))
"""


@pytest.fixture(scope="module")
def beside():
    return task.define(BESIDE)


def test_it_is_asynchronous(beside):
    assert beside.is_coroutine_function() is True


@pytest.mark.parametrize("n, result", [(1, 2), (5, 10), (0, 0), (-3, -6), (1000, 2000)])
def test_two_times_n(beside, n, result):
    got = beside.double(n)
    assert type(got) is int and got == result
