"""Generators, context managers and coroutines across the split. Each case is an answer and a test that passes."""
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
    "async_functions": ("""
        import asyncio
        async def double(x):
            await asyncio.sleep(0)
            return x * 2
        """, """
        import asyncio, solution
        def test():
            assert asyncio.run(solution.double(4)) == 8
            async def main():
                return await asyncio.gather(solution.double(1), solution.double(2))
            assert asyncio.run(main()) == [2, 4]
            assert asyncio.iscoroutinefunction(solution.double)
        """),
    "async_coroutines_run_side_by_side": ("""
        import asyncio
        class Box:
            def __init__(self): self.queue = asyncio.Queue()
            async def put(self, x): await self.queue.put(x)
            async def get(self): return await self.queue.get()
        """, """
        import asyncio, solution
        def test():
            async def main():
                box = solution.Box()
                getting = asyncio.create_task(box.get())
                await asyncio.sleep(0.01)
                assert not getting.done()
                await box.put("x")
                return await getting
            assert asyncio.run(asyncio.wait_for(main(), 5)) == "x"
        """),
    "async_callbacks": ("""
        import asyncio
        async def apply(fn, xs):
            assert asyncio.iscoroutinefunction(fn)
            return await asyncio.gather(*[fn(x) for x in xs])
        """, """
        import asyncio, solution
        def test():
            async def slow(x):
                await asyncio.sleep(0.01)
                return x + 1
            assert asyncio.run(solution.apply(slow, [1, 2, 3])) == [2, 3, 4]
        """),
    "async_cancellation": ("""
        import asyncio
        log = []
        async def forever(begin):
            try:
                begin()
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                log.append("cancelled")
                raise
        """, """
        import asyncio, pytest, solution
        def test():
            begun = []
            async def main():
                task = asyncio.create_task(solution.forever(lambda: begun.append(1)))
                while not begun:
                    await asyncio.sleep(0.01)
                task.cancel()
                await task
            with pytest.raises(asyncio.CancelledError):
                asyncio.run(main())
            assert solution.log == ["cancelled"]
        """),
    "async_iteration_and_context": ("""
        class Feed:
            def __init__(self): self.open = False
            async def __aenter__(self):
                self.open = True
                return self
            async def __aexit__(self, *error):
                self.open = False
            async def __aiter__(self):
                for i in range(3):
                    yield i
        async def numbers():
            yield 1
            yield 2
        """, """
        import asyncio, solution
        def test():
            async def main():
                async with solution.Feed() as feed:
                    assert feed.open
                    seen = [x async for x in feed]
                return seen, feed.open, [x async for x in solution.numbers()]
            assert asyncio.run(main()) == ([0, 1, 2], False, [1, 2])
        """),
    "a_plain_call_from_a_coroutine_finds_a_running_loop": ("""
        import asyncio
        class Service:
            def start(self): self.task = asyncio.create_task(self.work())
            async def work(self): return "done"
            async def wait(self): return await self.task
        """, """
        import asyncio, solution
        def test():
            async def main():
                service = solution.Service()
                service.start()
                return await service.wait()
            assert asyncio.run(main()) == "done"
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])
