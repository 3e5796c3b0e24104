"""Exceptions across the split, as an ordinary test file uses them. Each case is an answer and a test that passes."""
import pytest

from idioms import check

CASES = {
    "exceptions_of_the_answer": ("""
        class QueueError(Exception): pass
        class Full(QueueError):
            def __init__(self, size):
                super().__init__(f"full at {size}")
                self.size = size
            @property
            def double(self): return self.size * 2
        def put():
            raise Full(3)
        """, """
        import pytest, solution
        def test():
            with pytest.raises(solution.QueueError, match="^full at 3$") as caught:
                solution.put()
            assert isinstance(caught.value, solution.Full) and caught.value.size == 3 and caught.value.double == 6
            assert issubclass(solution.Full, Exception) and not issubclass(solution.Full, ValueError)
        """),
    "exceptions_derived_from_builtin_ones": ("""
        class Missing(KeyError): pass
        def get(): raise Missing("x")
        """, """
        import pytest, solution
        def test():
            with pytest.raises(KeyError) as caught:
                solution.get()
            assert type(caught.value) is solution.Missing and caught.value.args == ("x",)
        """),
    "exceptions_of_two_builtin_bases": ("""
        class Late(KeyError, TimeoutError):
            pass
        def get(): raise Late("x")
        def many(): raise ExceptionGroup("two", [ValueError(1), Late("y")])
        """, """
        import pytest, solution
        def test():
            for kind in (KeyError, TimeoutError, solution.Late):
                with pytest.raises(kind):
                    solution.get()
            with pytest.raises(ExceptionGroup) as caught:
                solution.many()
            assert [type(each) for each in caught.value.exceptions] == [ValueError, solution.Late]
        """),
    "cause_and_context": ("""
        def f():
            try:
                raise ValueError("inner")
            except ValueError as error:
                raise RuntimeError("outer") from error
        def g():
            try:
                raise ValueError("inner")
            except ValueError:
                raise RuntimeError("outer") from None
        """, """
        import pytest, solution
        def test():
            with pytest.raises(RuntimeError, match="^outer$") as caught:
                solution.f()
            assert isinstance(caught.value.__cause__, ValueError) and str(caught.value.__cause__) == "inner"
            with pytest.raises(RuntimeError) as caught:
                solution.g()
            assert caught.value.__cause__ is None and caught.value.__suppress_context__
        """),
    "exceptions_made_by_the_test_come_back_the_same": ("""
        def call(fn):
            return fn()
        """, """
        import pytest, solution
        def test():
            error = ValueError("mine")
            def fail():
                raise error
            with pytest.raises(ValueError) as caught:
                solution.call(fail)
            assert caught.value is error
        """),
    "exception_classes_of_the_test_are_caught_by_the_answer": ("""
        def attempt(fn, errors):
            try:
                return fn()
            except errors as error:
                return "caught " + str(error)
        """, """
        import solution
        class Mine(Exception): pass
        class Other(Mine): pass
        def test():
            def fail():
                raise Other("it")
            assert solution.attempt(fail, (Mine, KeyError)) == "caught it"
            assert solution.attempt(fail, Other) == "caught it"
        """),
    "exceptions_as_values": ("""
        class Job:
            def __init__(self): self.error = None
            def run(self, fn):
                try: fn()
                except Exception as error: self.error = error
        """, """
        import solution
        def test():
            job = solution.Job()
            assert job.error is None
            job.run(lambda: 1 / 0)
            assert isinstance(job.error, ZeroDivisionError)
        """),
    "exceptions_of_the_answer_raised_by_the_test": ("""
        class Retry(Exception):
            def __init__(self, after): self.after = after
        def run(fn):
            try: return fn()
            except Retry as retry: return retry.after
        """, """
        import solution
        def test():
            def fail():
                raise solution.Retry(after=7)
            assert solution.run(fail) == 7
        """),
    "system_exit": ("""
        import sys
        def main(argv):
            sys.exit(2)
        """, """
        import pytest, solution
        def test():
            with pytest.raises(SystemExit) as caught:
                solution.main(["x"])
            assert caught.value.code == 2
        """),
    "fields_that_the_interpreter_keeps": ("""
        class Denied(PermissionError): pass
        def read(): open("missing.txt")
        def deny(): raise Denied(13, "denied", "secret.txt")
        def load(): import no_such_module
        """, """
        import pytest, solution
        def test():
            with pytest.raises(FileNotFoundError, match="missing.txt") as caught:
                solution.read()
            assert caught.value.filename == "missing.txt" and caught.value.errno == 2
            with pytest.raises(solution.Denied, match="secret.txt") as caught:
                solution.deny()
            assert (caught.value.errno, caught.value.strerror, caught.value.filename) == (13, "denied", "secret.txt")
            with pytest.raises(ImportError) as caught:
                solution.load()
            assert caught.value.name == "no_such_module"
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])
