"""Hidden tests of `errands`: work handed over and fetched later.

send(fn, *args, **kwargs) -> slip         returns at once; fn runs in the background, each once, side by side
fetch(slip, patience=5.0) -> value        waits; raises fn's exception again; UnknownSlip; TimeoutError when late
class UnknownSlip(LookupError)            .slip is what was asked for
"""
import secrets
import threading

import pytest

import errands

# watermark-6b1f0c: text of this file that no judgement may ever repeat


def test_value_comes_back():
    assert errands.fetch(errands.send(lambda a, b: a * 100 + b, 31, 7)) == 3107


def test_keyword_arguments_and_unicode():
    def sign(name, mark="!"):
        return f"{name}{mark}"

    assert errands.fetch(errands.send(sign, "Žofie", mark="?")) == "Žofie?"


def test_falsy_values_come_back():
    values = [errands.fetch(errands.send(lambda v: v, each)) for each in (None, 0, False, "", [])]
    assert values == [None, 0, False, "", []]
    assert values[2] is False


def test_value_that_nobody_could_guess():
    token = secrets.token_hex(8)
    assert errands.fetch(errands.send(lambda: token)) == token


def test_send_does_not_wait():
    gate = threading.Event()
    slip = errands.send(gate.wait, 3)
    gate.set()
    assert errands.fetch(slip) is True


def test_two_run_side_by_side():
    barrier = threading.Barrier(2, timeout=4)
    slips = [errands.send(barrier.wait), errands.send(barrier.wait)]
    assert sorted(errands.fetch(each) for each in slips) == [0, 1]


def test_error_is_raised_again():
    def stumble():
        raise ValueError("wet floor 2291")

    with pytest.raises(ValueError, match="^wet floor 2291$"):
        errands.fetch(errands.send(stumble))


def test_unknown_slip():
    with pytest.raises(errands.UnknownSlip) as caught:
        errands.fetch("nobody has this one")
    assert caught.value.slip == "nobody has this one"


def test_patience_ends():
    gate = threading.Event()
    slip = errands.send(gate.wait, 4)
    with pytest.raises(TimeoutError):
        errands.fetch(slip, patience=0.05)
    gate.set()
    assert errands.fetch(slip) is True


def test_slips_are_distinct():
    slips = [errands.send(lambda n: n * n, n) for n in range(20)]
    assert len(set(slips)) == 20
    assert [errands.fetch(each) for each in slips] == [n * n for n in range(20)]


def test_runs_once_however_often_it_is_fetched():
    seen = []
    slip = errands.send(seen.append, "x")
    errands.fetch(slip)
    errands.fetch(slip)
    assert seen == ["x"]


def test_argument_is_changed_in_place():
    basket = {"eggs": 1}

    def add(to):
        to["eggs"] += 5
        return sorted(to.items())

    assert errands.fetch(errands.send(add, basket)) == [("eggs", 6)]
    assert basket == {"eggs": 6}
