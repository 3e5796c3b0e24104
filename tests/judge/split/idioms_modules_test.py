"""Imports, patches, fixtures and processes across the split. Each case is an answer and a test that passes."""
import pytest

from idioms import check

CASES = {
    "programs": ("""
        import os, sys
        word = sys.argv[1]
        print(word, sys.stdin.read().upper(), os.environ.get("MODE"), file=sys.stderr if word == "err" else sys.stdout)
        sys.exit(3 if word == "err" else 0)
        """, """
        import os, pathlib, pytest, subprocess, sys
        from subprocess import check_output, PIPE
        SCRIPT = pathlib.Path(__file__).parent / "solution.py"
        def test(monkeypatch):
            monkeypatch.setenv("MODE", "fast")
            done = subprocess.run([sys.executable, "solution.py", "a"], input="in", capture_output=True, text=True)
            assert (done.returncode, done.stdout, done.stderr) == (0, "a IN fast\\n", "")
            assert check_output([sys.executable, "-m", "solution", "b"], env={**os.environ, "MODE": "x"}) == b"b  x\\n"
        def test_path():
            done = subprocess.run([sys.executable, SCRIPT, "err"], stdout=PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
            assert (done.returncode, done.stdout) == (3, "err  None\\n")
            with pytest.raises(subprocess.CalledProcessError):
                subprocess.check_call("python3 solution.py err", shell=True)
        def test_files(tmp_path):
            (tmp_path / "in.txt").write_text("text")
            with open(tmp_path / "in.txt") as file:
                assert b"TEXT" in subprocess.run([sys.executable, "solution.py", "f"], stdin=file, stdout=PIPE).stdout
            subprocess.run(["cp", "in.txt", "out.txt"], cwd=tmp_path, check=True)
            assert (tmp_path / "out.txt").read_text() == "text"
        def test_late():
            with pytest.raises(subprocess.TimeoutExpired):
                subprocess.run(["sleep", "60"], timeout=0.2)
        """),
    "imported_again": ("import os\nMODE = os.environ.get('MODE', 'none')\ncount = 0\ndef inc():\n    global count\n    count += 1\n    return count\n", """
        import importlib, sys, pytest, solution
        @pytest.fixture
        def fresh():
            sys.modules.pop("solution", None)
            return importlib.import_module("solution")
        def test_reloaded(monkeypatch):
            for mode in ("a", "b"):
                monkeypatch.setenv("MODE", mode)
                assert importlib.reload(solution).MODE == solution.MODE == mode
        @pytest.mark.parametrize("n", (1, 2))
        def test_fresh(fresh, n):
            assert fresh.inc() == 1
        """),
    "functions_that_look_into_an_object": ("""
        import dataclasses
        @dataclasses.dataclass
        class Point:
            x: int
            y: list
        class Plain:
            "Of no use."
        def numbers(): yield 1
        """, """
        import copy, dataclasses, inspect, solution
        from dataclasses import asdict
        def test():
            point = solution.Point(1, [2])
            assert asdict(point) == {"x": 1, "y": [2]} and dataclasses.astuple(point) == (1, [2])
            assert [field.name for field in dataclasses.fields(solution.Point)] == ["x", "y"]
            assert dataclasses.replace(point, x=5).x == 5 and dataclasses.is_dataclass(point) and not dataclasses.is_dataclass(solution.Plain)
            shallow, deep = copy.copy(point), copy.deepcopy([point])[0]
            point.x = 7
            assert shallow.x == deep.x == 1 and deep == solution.Point(1, [2]) and shallow is not point
            assert inspect.isclass(solution.Plain) and not inspect.isclass(solution.numbers) and inspect.isfunction(solution.numbers)
            assert inspect.isgenerator(solution.numbers()) and inspect.isgeneratorfunction(solution.numbers)
            assert inspect.getdoc(solution.Plain) == "Of no use."
        """),
    "monkeypatch_of_the_module": ("""
        import time
        RATE = 2
        def now(): return time.time()
        def price(x): return x * RATE
        def label(x): return helper(x)
        def helper(x): return "real"
        class Clock:
            def read(self): return "real"
        """, """
        import solution
        def test_patched(monkeypatch):
            monkeypatch.setattr(solution, "RATE", 10)
            monkeypatch.setattr(solution, "helper", lambda x: "fake %s" % x)
            monkeypatch.setattr(solution.Clock, "read", lambda self: "fake")
            monkeypatch.setattr(solution.time, "time", lambda: 42.0)
            monkeypatch.setattr("solution.RATE", 11)
            assert (solution.price(3), solution.label(1), solution.Clock().read(), solution.now()) == (33, "fake 1", "fake", 42.0)
        def test_restored():
            assert (solution.price(3), solution.label(1), solution.Clock().read()) == (6, "real", "real")
            assert solution.now() != 42.0
        """),
    "submodules_imported_by_name": ({"jobqueue/__init__.py": "from .core import Queue\nVERSION = '1'\n",
        "jobqueue/core.py": "from . import retry\nclass Queue:\n    def policy(self): return retry.LIMIT\n",
        "jobqueue/retry.py": "LIMIT = 3\nclass Policy: pass\n"}, """
        import jobqueue, jobqueue.core
        import jobqueue.retry as again
        from jobqueue import retry
        from jobqueue.retry import Policy, LIMIT
        def test(monkeypatch):
            assert retry is again is jobqueue.retry and LIMIT == 3 and jobqueue.VERSION == "1"
            assert jobqueue.core.Queue is jobqueue.Queue
            assert isinstance(Policy(), jobqueue.retry.Policy)
            monkeypatch.setattr(jobqueue.retry, "LIMIT", 8)
            assert jobqueue.Queue().policy() == 8
        """),
    "a_missing_submodule_is_an_import_error": ({"jobqueue/__init__.py": ""}, """
        import pytest
        def test():
            with pytest.raises(ImportError):
                import jobqueue.nothing
        """),
    "a_star_import": ("""
        def one(): return 1
        def two(): return 2
        _hidden = 3
        """, """
        from solution import *
        def test():
            assert one() + two() == 3
            assert "_hidden" not in globals()
        """),
    "exit_and_quit_leave_as_in_every_python": ("def leave(code): exit(code)\ndef stop(): quit()\n", """
        import pytest, solution
        def test():
            for call, code in ((lambda: solution.leave(3), 3), (solution.stop, None)):
                with pytest.raises(SystemExit) as left:
                    call()
                assert left.value.code == code
        """),
    "the_signature_of_a_constructor": ("class C:\n    def __init__(self, a, b=2): pass\nclass D(C): pass\n", """
        import inspect, solution
        def test():
            for kind in (solution.C, solution.D):
                assert list(inspect.signature(kind.__init__).parameters) == ["self", "a", "b"]
            assert isinstance(solution.D(1), solution.C)
        """),
    "a_missing_name_is_an_attribute_error": ("x = 1", """
        import pytest, solution
        def test():
            assert not hasattr(solution, "nothing") and hasattr(solution, "x")
            with pytest.raises(AttributeError):
                solution.nothing
            assert getattr(solution, "nothing", 5) == 5
        """),
    "files_the_answer_writes_for_the_test": ("""
        def save(path, text):
            with open(path, "w") as file:
                file.write(text)
            with open(path) as file:
                return file.read()
        """, """
        import solution
        def test():
            assert solution.save("out.txt", "x") == "x"
        """),
    "fixtures_and_parametrize": ("def add(a, b): return a + b\nclass Db:\n    open = True\n    def close(self): self.open = False\n", """
        import pytest, solution
        @pytest.fixture
        def db():
            db = solution.Db()
            yield db
            db.close()
            assert db.open is False
        @pytest.mark.parametrize("a, b, want", [(1, 2, 3), ("x", "y", "xy")], ids=["numbers", "text"])
        def test_add(a, b, want): assert solution.add(a, b) == want
        def test_db(db): assert db.open
        """),
    "unittest_classes": ("def f(): return 3", """
        import unittest, solution
        class TestF(unittest.TestCase):
            def setUp(self): self.value = solution.f()
            def test_value(self): self.assertEqual(self.value, 3)
        """),
    "a_main_guard_and_prints_at_import": ("""
        import argparse, sys
        print("hello", sys.argv[1:])
        def f(): return 1
        if __name__ == "__main__":
            sys.exit(f())
        """, "import solution\ndef test(): assert solution.f() == 1\n"),
    "multiprocessing_by_spawn": ("""
        import concurrent.futures, multiprocessing
        def square(x): return x * x
        def squares(xs):
            with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
                return list(pool.map(square, xs))
        """, "import solution\ndef test(): assert solution.squares([1, 2]) == [1, 4]\n"),
    "multiprocessing_by_fork": ("""
        import multiprocessing
        def square(x): return x * x
        def squares(xs):
            with multiprocessing.get_context("fork").Pool(2) as pool:
                return pool.map(square, xs)
        """, "import solution\ndef test(): assert solution.squares([1, 2]) == [1, 4]\n"),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])
