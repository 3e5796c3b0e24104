"""An answer in newer Python than the one that judges is told as that."""
import sys

import pytest

import tester_newer

SYNTAX = {
    "class Box[T]:\n    pass\n": 12,
    "def first[T](xs: list[T]) -> T:\n    return xs[0]\n": 12,
    "type Pair[T] = tuple[T, T]\n": 12,
    "d = {'a': 1}\nx = f'{d['a']}'\n": 12,
    'd = {"a": 1}\nx = f"got {d["a"]}"\n': 12,
    "try:\n    pass\nexcept* ValueError:\n    pass\n": 11,
    "try:\n    pass\nexcept ValueError, KeyError:\n    pass\n": 14,
    "x = f\"{1} and {d[\"k\"]}\"\n": 12,
    "x = f\"{\n    1\n    }\"\n": 12,
    "lazy import json\n": 15,
    "def f(x):\n    match x:\n        case 1: pass\n": 10,
}


@pytest.mark.parametrize("source", list(SYNTAX))
def test_finds_newer_syntax(monkeypatch, source):
    monkeypatch.setattr(tester_newer.sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(tester_newer, "sources", [source])
    assert "Python 3.%d" % SYNTAX[source] in tester_newer.remark("SyntaxError", "invalid syntax")


@pytest.mark.parametrize("source", ["def f(:\n", "x = f\"{d['a']}\"\n", "type = 3\n", "def f(x): return x[1]\n", "print 'x'\n",
                                    "import re\nmatch = re.match('a', 'b')\n"])
def test_an_error_in_any_version_is_only_that(monkeypatch, source):
    monkeypatch.setattr(tester_newer.sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(tester_newer, "sources", [source])
    assert tester_newer.remark("SyntaxError", "invalid syntax") == ""


@pytest.mark.parametrize("message,minor", [
    ("f-string expression part cannot include '#' (solution.py, line 4)", 12),
    ("f-string expression part cannot include a backslash", 12),
    ("iterable unpacking cannot be used in comprehension", 15),
    ("dict unpacking cannot be used in dict comprehension", 15)])
def test_finds_newer_syntax_that_the_error_names(monkeypatch, message, minor):
    monkeypatch.setattr(tester_newer.sys, "version_info", (3, 9, 0))
    assert "Python 3.%d" % minor in tester_newer.remark("SyntaxError", message)


@pytest.mark.parametrize("source,newer", [
    ("def f(x: Later): pass\nclass Later: pass\n", True),
    ("class Later:\n    def next(self) -> 'int' or Later: pass\n", True),
    ("class Later:\n    after: Later | None = None\n", True),
    ("x = Later()\nclass Later: pass\n", False),
    ("def f(x=Later): pass\nclass Later: pass\n", False),
    ("def f(x: Later): pass\n", False)])
def test_finds_annotations_that_are_not_evaluated_any_more(monkeypatch, source, newer):
    monkeypatch.setattr(tester_newer.sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(tester_newer, "sources", [source])
    assert ("Python 3.14" in tester_newer.remark("NameError", "name 'Later' is not defined")) == newer


def test_finds_newer_names_and_no_others():
    is_old = sys.version_info < (3, 13)
    for message in ("cannot import name 'deprecated' from 'warnings' (/usr/lib/python3/warnings.py)",
                    "module 'warnings' has no attribute 'deprecated'"):
        assert ("Python 3.13" in tester_newer.remark("AttributeError" if "has no" in message else "ImportError", message)) == is_old
    assert tester_newer.remark("AttributeError", "module 'solution' has no attribute 'deprecated'") == ""
    assert tester_newer.remark("KeyError", "module 'warnings' has no attribute 'deprecated'") == ""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python knows it")
def test_the_verdict_says_so(judged):
    outcome = judged("class Box[T]:\n    pass\n", "import solution\ndef test(): pass\n")
    assert "newer than Python 3.%d, which judges: type parameters" % sys.version_info[1] in outcome.one("import_error")["message"]
    outcome = judged("import itertools\ndef f(): return list(itertools.batched('ab', 1))\n", "import solution\ndef test(): solution.f()\n")
    assert "itertools.batched (Python 3.12)" in outcome.error_of("test")["message"]
