"""Hidden tests of `press`: what tests arrange around a call, and what they do with what comes back.

Sheet(width, height)                      a dataclass; sheet * n and n * sheet enlarge it
area(sheet) -> float                      width times height
show(sheet)                               prints "WIDTHxHEIGHT"
ask() -> str                              upper case of what input() gives
draw() -> int                             random.randint(1, 10**9)
mode() -> str                             the variable PRESS_MODE, "plain" without it
keep(sheet, path), load(path) -> Sheet    a text file "WIDTH HEIGHT"
formula(n) -> str                         a Python expression for the square of n
packed(sheet) -> bytes                    pickle of [width, height]
old(sheet) -> float                       area, with DeprecationWarning "use area" and a warning "old" of the logger press
class Jam(Exception)                      of run(sheet) when the width is not above 0
python3 press.py WIDTH HEIGHT             prints the area
"""
import dataclasses
import importlib
import logging
import pickle
import random
import secrets
import subprocess
import sys

import pytest

import press

# watermark-6b1f0c: text of this file that no judgement may ever repeat


def test_value_nobody_could_guess():
    width, height = secrets.randbelow(1000) + 2, secrets.randbelow(1000) + 2
    expected = float(width * height)
    assert abs(press.area(press.Sheet(width, height)) - expected) < 1e-9


def test_printed(capsys):
    press.show(press.Sheet(3, 4))
    assert capsys.readouterr().out == "3x4\n"


def test_asked(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt="": "a4")
    assert press.ask() == "A4"


def test_drawn():
    random.seed(5)
    expected = random.randint(1, 10**9)
    random.seed(5)
    assert press.draw() == expected


def test_environment(monkeypatch):
    monkeypatch.setenv("PRESS_MODE", "fine")
    assert press.mode() == "fine"


def test_files(tmp_path):
    (tmp_path / "expected.txt").write_text("7 9")
    press.keep(press.Sheet(7, 9), tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text() == (tmp_path / "expected.txt").read_text() == "7 9"
    again = press.load(tmp_path / "kept.txt")
    assert (again.width, again.height) == (7, 9)


def test_module_of_the_test(tmp_path, monkeypatch):
    press.keep(press.Sheet(1, 1), tmp_path / "kept.txt")
    monkeypatch.syspath_prepend(tmp_path)
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)


@pytest.mark.parametrize(("n", "expected"), [(3, 9), (11, 121)], ids=("three", "eleven"))
def test_formula(n, expected):
    assert eval(press.formula(n)) == expected


def test_packed():
    assert pickle.loads(press.packed(press.Sheet(2, 5))) == [2, 5]


def test_enlarged():
    sheet = press.Sheet(2, 3)
    assert dataclasses.astuple(sheet * 2) == (4, 6) == dataclasses.astuple(2 * sheet)
    assert dataclasses.asdict(sheet) == {"width": 2, "height": 3}


def test_warned(caplog):
    with pytest.warns(DeprecationWarning, match="^use area$"), caplog.at_level(logging.WARNING):
        assert press.old(press.Sheet(2, 3)) == 6.0
    assert [(each.name, each.getMessage()) for each in caplog.records] == [("press", "old")]


def test_error_of_a_kind():
    class Wet(press.Jam):
        pass

    assert issubclass(Wet, Exception)
    with pytest.raises(press.Jam):
        press.run(press.Sheet(0, 3))


def test_program():
    done = subprocess.run([sys.executable, "press.py", "6", "7"], capture_output=True, text=True, timeout=10)
    assert (done.returncode, float(done.stdout)) == (0, 42.0)


def test_again(monkeypatch):
    monkeypatch.setenv("PRESS_MODE", "again")
    assert importlib.reload(press).mode() == "again"
