"""The annotations are read beside the answer, where their names mean something."""
import pytest

import quantladder_task as task
from solution import triple

BESIDE = """
import typing
import solution


def annotations():
    return sorted((name, kind.__name__) for name, kind in typing.get_type_hints(solution.triple).items())
"""


def test_what_it_takes_and_gives_is_annotated():
    assert task.define(BESIDE).annotations() == [("n", "int"), ("return", "int")]


@pytest.mark.parametrize("n, result", [(1, 3), (5, 15), (0, 0), (-2, -6), (1000, 3000)])
def test_three_times_n(n, result):
    got = triple(n)
    assert type(got) is int and got == result
