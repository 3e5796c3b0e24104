"""Answers that reach for the tests' own objects, or swallow what the tests say: never a pass."""
import os

import pytest

CASES = {
    "a mock is told what to claim": ("""
        def notify(hook):
            hook.configure_mock(**{"assert_called_once_with": lambda *a: None})
        """, """
        import solution
        from unittest.mock import Mock
        def test():
            hook = Mock()
            solution.notify(hook)
            hook.assert_called_once_with(3)
        """),
    "a mock is told to equal everything": ("""
        def total(hook):
            hook.configure_mock(**{"__eq__": lambda *a: True})
            return hook
        """, """
        import solution
        from unittest.mock import MagicMock
        def test(): assert solution.total(MagicMock()) == 40
        """),
    "a mock forgets its calls": ("""
        def run(hook):
            hook(1)
            hook.reset_mock()
        """, """
        import solution
        from unittest.mock import Mock
        def test():
            hook = Mock()
            solution.run(hook)
            hook.assert_not_called()
        """),
    "a method of the tests' object is replaced": ("""
        def work(gate):
            gate.seen = lambda: ["alice", "bob"]
        """, """
        import solution
        class Gate:
            def __init__(self): self._seen = []
            def enter(self, who): self._seen.append(who)
            def seen(self): return self._seen
        def test():
            gate = Gate()
            solution.work(gate)
            assert gate.seen() == ["alice", "bob"]
        """),
    "a function in a namespace of the tests is replaced": ("""
        def work(gate):
            gate.check = lambda: None
        """, """
        import solution, types
        def test():
            def check(): raise AssertionError
            gate = types.SimpleNamespace(check=check)
            solution.work(gate)
            gate.check()
        """),
    "an assertion in a with block is swallowed": ("""
        class Guard:
            def __enter__(self): return 1
            def __exit__(self, *error): return True
        """, """
        import solution
        def test():
            with solution.Guard() as value:
                assert value == 2
        """),
    "pytest.fail in a with block is swallowed": ("""
        class Guard:
            def __enter__(self): return 1
            def __exit__(self, *error): return True
        """, """
        import pytest, solution
        def test():
            with solution.Guard():
                pytest.fail("no")
        """),
    "a skip of the tests' is kept for the canary": ("""
        import sys, types
        kept = []
        def each(fn):
            try: fn()
            except BaseException as error: kept.append(error)
        class Module(types.ModuleType):
            def __getattribute__(self, name):
                if name == "sys" and kept: raise kept[0]
                return super().__getattribute__(name)
        sys.modules[__name__].__class__ = Module
        """, """
        import pytest, solution
        def test():
            solution.each(lambda: pytest.skip("no"))
            assert False
        """),
    "a skip in a callback is passed on": ("""
        def each(fn): fn()
        """, """
        import pytest, solution
        def test():
            solution.each(lambda: pytest.skip("no"))
            assert False
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_is_no_pass(judged, name):
    outcome = judged(*CASES[name])
    assert not outcome.passed() and "skipped" not in [r["outcome"] for r in outcome.records if "canary" in r]
    # The test itself was judged: neither the worker nor the tester broke.
    assert outcome.calls()["test"] in ("failed", "skipped") and outcome.records[-1]["transport"] is False, outcome.records


def test_an_error_of_the_answer_may_be_swallowed_by_its_context_manager(judged):
    assert judged("""
        class Quiet:
            def __enter__(self): return self
            def __exit__(self, kind, error, trace): return kind is ValueError
        """, """
        import solution
        def test():
            with solution.Quiet():
                raise ValueError("the block's own")
        """).passed()


def test_data_of_the_tests_objects_may_be_set(judged):
    assert judged("def mark(job): job.done, job.note = True, 'x'", """
        import solution
        class Job:
            done = False
            def __init__(self): self.text = ""
            @property
            def note(self): return self.text
            @note.setter
            def note(self, text): self.text = text
        def test():
            job = Job()
            solution.mark(job)
            assert job.done and job.note == "x"
        """).passed()


def test_what_a_mock_was_asked_counts(judged):
    assert judged("def notify(hook): hook.sent(3)", """
        import solution
        from unittest.mock import Mock
        def test():
            hook = Mock()
            solution.notify(hook)
            hook.sent.assert_called_once_with(3)
        """).passed()


MEMORY = {
    "a list of a long range": ("def numbers(): return range(10**12)", "assert list(solution.numbers()) == []"),
    "a text times a thousand": ("def apply(fn): return fn('x' * 15_000_000)", "assert solution.apply(lambda a: a * 1000) == 1"),
}


@pytest.mark.parametrize("name", list(MEMORY))
def test_what_a_test_makes_of_a_huge_value_fails_that_test_alone(judged, name):
    answer, line = MEMORY[name]
    outcome = judged(answer + "\ndef one(): return 1\n",
                     "import solution\ndef test_huge(): %s\ndef test_one(): assert solution.one() == 1\n" % line)
    assert outcome.calls() == {"test_huge": "failed", "test_one": "passed"}
    assert outcome.error_of("test_huge")["type"] == "MemoryError"


def test_an_import_that_tells_no_names_is_the_answers_fault(judged):
    outcome = judged("""
        import sys
        frame = sys._getframe()
        while "peer" not in frame.f_locals: frame = frame.f_back
        kind = type(frame.f_locals["peer"])
        old = kind.encode_container
        kind.encode_container = lambda self, x, *more: \\
            {"h": self.handle(object()), "k": "object", "n": "Names"} if type(x) is list else old(self, x, *more)
        """, "import solution\ndef test(): assert True\n")
    assert not outcome.passed() and outcome.records[-1]["transport"] is True, outcome.records


def test_an_answer_too_large_for_the_line_is_an_import_error(judged):
    outcome = judged("#" + "x" * (14 << 20), "import solution\ndef test(): pass\n")
    assert outcome.one("import_error") is not None and "end" in outcome.records[-1]


def test_what_one_judgement_leaves_in_the_temporary_folder_is_gone_for_the_next(judged):
    tests = """
        import solution, os, tempfile
        def test(tmp_path):
            (tmp_path / "left").write_text("x")
            assert not os.path.exists(tempfile.gettempdir() + "/mark")
            open(tempfile.gettempdir() + "/mark", "w").close()
            print(tmp_path, tempfile.gettempdir())
        """
    first, second = judged("", tests), judged("", tests)
    assert first.passed() and second.passed(), second.records
    left, folder = first.tester_output.split()[-2:]
    assert not os.path.exists(left) and not os.path.exists(folder)
