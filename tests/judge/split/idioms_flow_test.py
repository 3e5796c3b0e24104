"""Generators and context managers across the split. Each case is an answer and a test that passes."""
import pytest

from idioms import check

CASES = {
    "generators": ("""
        def count(limit):
            for i in range(limit):
                yield i
        def echo():
            got = None
            while True:
                got = yield got
        """, """
        import itertools, solution
        def test():
            assert list(solution.count(3)) == [0, 1, 2]
            assert list(itertools.islice(solution.count(10**9), 2)) == [0, 1]
            echo = solution.echo()
            assert next(echo) is None and echo.send(5) == 5
            echo.close()
        """),
    "generators_and_iterators_of_the_test": ("""
        def chunks(items, size):
            chunk = []
            for item in items:
                chunk.append(item)
                if len(chunk) == size:
                    yield chunk
                    chunk = []
            if chunk:
                yield chunk
        """, """
        import solution
        def test():
            assert list(solution.chunks((i for i in range(5)), 2)) == [[0, 1], [2, 3], [4]]
            assert list(solution.chunks(iter("abc"), 2)) == [["a", "b"], ["c"]]
            assert list(solution.chunks(range(3), 3)) == [[0, 1, 2]]
            assert list(solution.chunks({"k": 1}.items(), 3)) == [[("k", 1)]]
            assert list(solution.chunks(map(str, [1]), 3)) == [["1"]]
        """),
    "context_managers": ("""
        import contextlib
        class Resource:
            def __init__(self): self.log = []
            def __enter__(self):
                self.log.append("in")
                return self
            def __exit__(self, kind, error, trace):
                self.log.append(kind.__name__ if kind else "out")
                return kind is KeyError
        @contextlib.contextmanager
        def section(log):
            log.append("begin")
            try: yield "inside"
            finally: log.append("end")
        """, """
        import pytest, solution
        def test():
            resource = solution.Resource()
            with resource as same:
                assert same is resource
            with resource:
                raise KeyError("swallowed")
            with pytest.raises(ValueError):
                with resource:
                    raise ValueError
            assert resource.log == ["in", "out", "in", "KeyError", "in", "ValueError"]
            log = []
            with solution.section(log) as value:
                assert (value, log) == ("inside", ["begin"])
            assert log == ["begin", "end"]
        """),
    "coroutines_that_stay_in_the_answers_process": ("""
        import asyncio
        async def double(x, tell):
            await asyncio.sleep(0)
            tell(x)
            return x * 2
        def doubled(*xs):
            async def main():
                return await asyncio.gather(*[double(x, lambda x: None) for x in xs])
            return asyncio.run(main())
        """, """
        import quantladder_task, solution
        def test():
            assert solution.doubled(1, 2) == [2, 4]
            helper = quantladder_task.define("import asyncio\\ndef run(function, *args): return asyncio.run(function(*args))")
            told = []
            assert (helper.run(solution.double, 4, told.append), told) == (8, [4])
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])
