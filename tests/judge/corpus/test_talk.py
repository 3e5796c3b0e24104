"""Hidden tests of `talk`: a program that is asked by lines.

sh talk.sh           says "ready"; then answers each line "A B" of standard input with the sum
"""
import secrets

import pytest

import quantladder_task as task

# watermark-6b1f0c: text of this file that no judgement may ever repeat


@pytest.fixture(scope="module")
def talk():
    with task.start(["sh", "talk.sh"], greeting="ready", ready_within=5) as service:
        yield service


@pytest.mark.parametrize("most", [10, 10**9])
def test_adds(talk, most):
    for _ in range(5):
        a, b = secrets.randbelow(most), secrets.randbelow(most)
        assert talk.ask("%d %d" % (a, b), timeout=2) == str(a + b)


def test_lines_wait_for_each_other(talk):
    talk.send("1 2\n3 4\n")
    assert [talk.read_line(2), talk.read_line(2)] == ["3", "7"]
