"""What the listing without an answer says of the tests: which count, and why they may judge no answer."""
from textwrap import dedent

import pytest


def listed(harness, tests):
    return harness.judge({"test_it.py": dedent(tests)}, {}, mode="collect")


IMPOSSIBLE = {
    "parametrised_over_values_of_the_answer": ("""
        import pytest, solution
        @pytest.mark.parametrize("colour", [solution.Colour.RED, solution.Colour.BLUE])
        def test(colour): pass
        """, "test_it.py::test is parametrised over values of the answer"),
    "parametrised_over_the_answers_enum": ("""
        import pytest
        from solution import Colour
        @pytest.mark.parametrize("colour", Colour)
        def test(colour): pass
        """, "give ids="),
    "the_answer_at_module_level": ("""
        import solution
        SIZE = len(solution.TABLE)
        def test(): assert SIZE == 3
        """, "use it inside a test"),
    "the_answers_file": ("""
        import ast
        def test(): assert ast.parse(open("solution.py").read())
        """, "quantladder_task.read"),
    "the_answers_file_as_a_module": ("""
        import importlib.util
        spec = importlib.util.spec_from_file_location("x", "solution.py")
        def test(): pass
        """, "import the module by its name"),
    "processes": ("""
        import multiprocessing, solution
        def test():
            with multiprocessing.Pool(2) as pool: assert pool.map(solution.f, [1]) == [1]
        """, "threads"),
    "a_program": ("""
        import subprocess, sys
        def test(): assert subprocess.Popen([sys.executable, "solution.py"]).wait() == 0
        """, "subprocess.run"),
    "the_answers_source": ("""
        import inspect, solution
        def test(): assert "for" in inspect.getsource(solution)
        """, "source"),
    "a_module_that_is_run": ("""
        import runpy
        def test(): assert runpy.run_module("solution", run_name="__main__")["n"] == 4
        """, "subprocess.run"),
    "timeit": ("""
        import timeit, solution
        def test(): assert timeit.timeit(solution.f, number=1) < 1
        """, "time.perf_counter"),
    "an_event_loop": ("""
        import asyncio, solution
        def test(): assert asyncio.run(solution.double(4)) == 8
        """, "quantladder_task.define"),
    "all_skipped": ("""
        import pytest
        @pytest.mark.skip
        def test(): pass
        """, "every test is marked skip"),
}


@pytest.mark.parametrize("name", list(IMPOSSIBLE))
def test_says_why_no_answer_can_be_judged(harness, name):
    tests, words = IMPOSSIBLE[name]
    assert words in listed(harness, tests).one("void")


POSSIBLE = {
    "programs": """
        import subprocess, sys
        def test(): assert subprocess.run([sys.executable, "solution.py"]).returncode == 0
        """,
    "ids": """
        import pytest, solution
        @pytest.mark.parametrize("colour", [solution.Colour.RED], ids=["red"])
        def test(colour): pass
        """,
    "commands": """
        import quantladder_task
        def test(): assert quantladder_task.run(["python3", "solution.py"]).status == 0
        """,
    "names_that_only_look_so": """
        from unittest.mock import patch
        import solution
        def test():
            with patch("subprocess.Popen"), patch("asyncio.create_subprocess_exec"): assert solution.get_context() == 1
        """,
    "another_file": """
        import solution
        def test(tmp_path): (tmp_path / "other_solution.pyc").write_text("")
        """,
}


@pytest.mark.parametrize("name", list(POSSIBLE))
def test_finds_nothing_against_other_tests(harness, name):
    outcome = listed(harness, POSSIBLE[name])
    assert outcome.status == 0 and outcome.all_of("void") == [] and outcome.one("collected") and not outcome.all_of("note")


MARKED = """
    import pytest, unittest
    def test_counts(): pass
    @pytest.mark.skip(reason="later")
    def test_skipped(): raise KeyError
    @pytest.mark.skipif(1 < 2, reason="always")
    def test_skipped_if(): raise KeyError
    @pytest.mark.xfail
    def test_expected_to_fail(): raise KeyError
    class TestCase(unittest.TestCase):
        @unittest.skip("later")
        def test_unittest(self): raise KeyError
"""


def test_leaves_out_what_its_own_file_marks_skip(harness, judged):
    outcome = listed(harness, MARKED)
    assert outcome.one("collected") == ["test_it.py::test_counts"] and len(outcome.one("left_out")) == 4
    again = harness.judge({"test_it.py": dedent(MARKED)}, {"solution.py": ""}, left_out=outcome.one("left_out"))
    assert again.passed(), again.records


def test_notes_what_may_be_why_a_right_answer_fails(harness):
    assert "pickle" in listed(harness, "import pickle, solution\ndef test(): pickle.dumps(solution.P())\n").one("note")
    for asked in ("type(solution.P(1)) is solution.P", "type(solution.f(solution.P(1))).__name__ == 'P'", "type(x) is not Text"):
        assert "isinstance" in listed(harness, "import solution\ndef test(): assert %s\n" % asked).one("note"), asked
    assert "isinstance" in listed(harness, "import solution\ndef test(self): self.assertIs(type(solution.f()), solution.P)\n").one("note")
    for change in ("solution.TASKS.clear()", "TASKS.append(1)", "solution.TABLE['a'] = 1", "del TABLE['a']",
                   "monkeypatch.setitem(solution.TABLE, 'a', 1)", "mock.patch.dict(TABLE, {})"):
        text = "import solution\nfrom solution import TASKS, TABLE\nfrom unittest import mock\ndef test(monkeypatch): %s\n" % change
        assert "as a copy" in listed(harness, text).one("note"), change
    for other in ("solution.add(1)", "solution.Stack().append(1)", "seen.append(solution.f())", "x = solution.TABLE['a']",
                  "assert type(solution.f(solution.g(1))) is int", "assert type(solution.f()) is not bool",
                  "assert type(solution.f()) is not type(1)", "assert type(solution.f()) in (int, float)"):
        assert not listed(harness, "import solution\nseen = []\ndef test(): %s\n" % other).all_of("note"), other
    assert "isgenerator" in listed(harness, "import types, solution\ndef test(): isinstance(solution.f(), types.GeneratorType)\n").one("note")


DERIVES = ("import solution\nclass Mine(solution.Base): pass\n", "from solution import Base as B\nclass Mine(B, dict): pass\n",
           "import solution as s\ndef test_it():\n    class Mine(s.parts.Base): pass\n",
           "import pytest, solution\nclass Mine(solution.Shape): pass\ndef test_it():\n    with pytest.raises(TypeError): solution.Shape()\n")


@pytest.mark.parametrize("tests", DERIVES)
def test_a_class_derived_from_the_answers_is_the_tests_doing(harness, tests):
    assert "quantladder_task.define" in listed(harness, tests + "def test(): pass\n").one("void")


EXCEPTIONS = ("import solution\nclass Mine(solution.BaseError): pass\n",
              "import pytest, solution\nclass Mine(solution.Jam): pass\ndef test_it():\n    with pytest.raises(solution.Jam): raise Mine\n",
              "class Base: pass\nclass Mine(Base): pass\n")


@pytest.mark.parametrize("tests", EXCEPTIONS)
def test_other_derived_classes_are_judged(harness, tests):
    assert listed(harness, tests + "def test(): pass\n").one("void") is None


def test_no_answer_makes_a_derived_class_the_tests_doing(judged):
    tests = """
        import solution
        def test():
            class Mine(solution.Jam): pass
            assert issubclass(Mine, solution.Jam)
    """
    assert judged("class Jam(Exception): pass\n", tests).passed()
    outcome = judged("class Jam: pass\n", tests)
    assert outcome.one("void") is None and not outcome.passed()
    assert "quantladder_task.define" in outcome.error_of("test")["message"]


def test_tests_without_a_module_and_without_the_library_see_nothing_of_the_answer(harness):
    outcome = harness.judge({"test_it.py": "def test(): pass\n"}, {}, mode="collect", module="")
    assert "see nothing of the answer" in outcome.one("void")
