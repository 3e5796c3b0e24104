"""What an ordinary pytest file does works through the split as in one process: each case is an answer and a test."""
import pytest

CASES = {
    "classes_and_instances": ("""
        class Counter:
            def __init__(self, start=0):
                self.value = start
            def add(self, step=1):
                self.value += step
                return self
        """, """
        import solution
        def test():
            counter = solution.Counter(start=5)
            assert counter.add().add(step=2) is counter
            assert counter.value == 8
            counter.value = 1
            assert counter.add().value == 2
        """),
    "len_in_iteration_and_items": ("""
        class Bag:
            def __init__(self): self.items = {}
            def __len__(self): return len(self.items)
            def __contains__(self, key): return key in self.items
            def __getitem__(self, key): return self.items[key]
            def __setitem__(self, key, value): self.items[key] = value
            def __delitem__(self, key): del self.items[key]
            def __iter__(self): return iter(self.items)
        """, """
        import pytest, solution
        def test():
            bag = solution.Bag()
            bag["a"], bag["b"] = 1, 2
            assert len(bag) == 2 and "a" in bag and "z" not in bag and list(bag) == ["a", "b"]
            del bag["a"]
            with pytest.raises(KeyError):
                bag["a"]
        """),
    "properties_and_class_methods": ("""
        class Circle:
            def __init__(self, r): self.r = r
            @property
            def area(self): return 3 * self.r ** 2
            @area.setter
            def area(self, value): self.r = value
            @classmethod
            def unit(cls): return cls(1)
            @staticmethod
            def sides(): return 0
        """, """
        from solution import Circle
        def test():
            circle = Circle.unit()
            assert (circle.area, Circle.sides()) == (3, 0)
            circle.area = 2
            assert circle.area == 12
        """),
    "isinstance_and_issubclass": ("""
        class Base: pass
        class Derived(Base): pass
        """, """
        import solution
        def test():
            assert isinstance(solution.Derived(), solution.Base)
            assert not isinstance(solution.Base(), solution.Derived)
            assert not isinstance(3, solution.Base)
            assert issubclass(solution.Derived, solution.Base)
        """),
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
    "async_exceptions": ("""
        async def fail():
            raise LookupError("late")
        """, """
        import asyncio, pytest, solution
        def test():
            with pytest.raises(LookupError, match="^late$"):
                asyncio.run(solution.fail())
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
        async def forever():
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                log.append("cancelled")
                raise
        """, """
        import asyncio, pytest, solution
        def test():
            with pytest.raises(asyncio.TimeoutError):
                asyncio.run(asyncio.wait_for(solution.forever(), 0.05))
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
    "dataclasses": ("""
        import dataclasses
        @dataclasses.dataclass(order=True)
        class Point:
            x: int
            y: int = 0
            tags: list = dataclasses.field(default_factory=list)
        """, """
        import solution
        def test():
            point = solution.Point(1, y=2)
            assert (point.x, point.y, point.tags) == (1, 2, [])
            assert point == solution.Point(1, 2) and point != solution.Point(1, 3)
            assert point < solution.Point(1, 3)
            assert repr(point) == "Point(x=1, y=2, tags=[])"
            assert [p.x for p in sorted([solution.Point(2), solution.Point(1)])] == [1, 2]
        """),
    "named_tuples": ("""
        import collections, typing
        Pair = collections.namedtuple("Pair", "a b")
        class Point(typing.NamedTuple):
            x: int
            y: int = 0
            def norm(self): return abs(self.x) + abs(self.y)
        """, """
        import solution
        def test():
            pair = solution.Pair(1, 2)
            assert pair == (1, 2) and pair.a == 1 and pair[1] == 2
            a, b = pair
            assert (a, b) == (1, 2) and pair._fields == ("a", "b")
            assert solution.Point(3, -4).norm() == 7
            assert isinstance(solution.Point(3), tuple)
        """),
    "enums": ("""
        import enum
        class Status(enum.Enum):
            OPEN = 1
            DONE = 2
        class Level(enum.IntEnum):
            LOW = 1
            HIGH = 5
        class Kind(str, enum.Enum):
            A = "a"
        def status(): return Status.DONE
        """, """
        import solution
        def test():
            assert solution.status() is solution.Status.DONE
            assert solution.status() == solution.Status.DONE != solution.Status.OPEN
            assert solution.Status.DONE.value == 2 and solution.Status.DONE.name == "DONE"
            assert solution.Status(1) is solution.Status.OPEN
            assert solution.Level.HIGH == 5 and solution.Level.HIGH > 3 and solution.Level.HIGH.name == "HIGH"
            assert solution.Kind.A == "a" and solution.Kind.A.value == "a"
            assert [s.name for s in solution.Status] == ["OPEN", "DONE"]
            assert {solution.Status.OPEN: 1}[solution.Status.OPEN] == 1
        """),
    "containers_of_a_derived_class": ("""
        from collections import OrderedDict, defaultdict
        class LRU(OrderedDict):
            def put(self, key, value):
                self[key] = value
                self.move_to_end(key)
        class Stack(list):
            def push(self, x): self.append(x)
        def groups():
            found = defaultdict(list)
            found["a"].append(1)
            return found
        """, """
        import solution
        def test():
            cache = solution.LRU()
            cache.put("a", 1)
            assert cache["a"] == 1 and len(cache) == 1 and cache == {"a": 1}
            stack = solution.Stack()
            stack.push(3)
            assert stack == [3] and stack[-1] == 3 and stack.pop() == 3 and stack == []
            assert solution.groups() == {"a": [1]}
        """),
    "in_place_changes_of_arguments": ("""
        def sort(xs):
            for i in range(len(xs)):
                for j in range(len(xs) - 1 - i):
                    if xs[j] > xs[j + 1]:
                        xs[j], xs[j + 1] = xs[j + 1], xs[j]
        def fill(table, seen, raw):
            table["k"] = [1]
            seen.add(2)
            raw.extend(b"x")
        def nested(grid):
            grid[0][1] = 9
        """, """
        import solution
        def test():
            xs = [3, 1, 2]
            assert solution.sort(xs) is None
            assert xs == [1, 2, 3]
            table, seen, raw = {}, {1}, bytearray(b"a")
            solution.fill(table, seen, raw)
            assert (table, seen, raw) == ({"k": [1]}, {1, 2}, bytearray(b"ax"))
            grid = [[0, 0], [0, 0]]
            row = grid[0]
            solution.nested(grid)
            assert grid == [[0, 9], [0, 0]] and row is grid[0]
        """),
    "an_argument_comes_back_as_itself": ("""
        def same(x): return x
        kept = []
        def keep(x): kept.append(x)
        """, """
        import solution
        def test():
            for value in ([1], {"a": 1}, {1}, bytearray(b"x"), object(), lambda: 1):
                assert solution.same(value) is value
            shared = []
            solution.keep(shared)
            shared.append("later")
            assert solution.kept[0] == ["later"]
        """),
    "a_container_that_holds_itself": ("""
        def depth(xs): return xs[0] is xs
        """, """
        import solution
        def test():
            xs = []
            xs.append(xs)
            assert solution.depth(xs) is True
        """),
    "callbacks_and_closures": ("""
        def apply(fn, *args, **kwargs): return fn(*args, **kwargs)
        """, """
        import functools, solution
        def test():
            seen = []
            assert solution.apply(lambda a, b=2: seen.append((a, b)) or a + b, 1, b=5) == 6
            assert seen == [(1, 5)]
            assert solution.apply(functools.partial(max, 3), 9) == 9
            assert solution.apply(seen.append, "x") is None and seen[-1] == "x"
            assert solution.apply(len, [1, 2]) == 2
            assert solution.apply(solution.apply, abs, -3) == 3
        """),
    "callbacks_from_other_threads": ("""
        import threading
        def run(jobs):
            threads = [threading.Thread(target=job) for job in jobs]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        """, """
        import threading, solution
        def test():
            barrier, names = threading.Barrier(4, timeout=5), []
            def job():
                barrier.wait()
                names.append(threading.get_ident())
            solution.run([job] * 4)
            assert len(set(names)) == 4
        """),
    "one_thread_of_the_answer_is_one_thread_of_the_test": ("""
        import threading
        def run(job):
            thread = threading.Thread(target=lambda: [job() for _ in range(3)])
            thread.start()
            thread.join()
        """, """
        import threading, solution
        def test():
            names = []
            solution.run(lambda: names.append(threading.get_ident()))
            assert len(names) == 3 and len(set(names)) == 1 and names[0] != threading.get_ident()
        """),
    "more_threads_than_may_live_at_once": ("""
        import threading
        def run(job):
            thread = threading.Thread(target=job)
            thread.start()
            thread.join()
        """, """
        import solution
        def test():
            count = []
            for _ in range(400):
                solution.run(lambda: count.append(1))
            assert len(count) == 400
        """),
    "locks_events_and_queues_of_the_test": ("""
        def work(stop, lock, queue):
            with lock:
                while not stop.is_set():
                    queue.put("once")
                    stop.wait(0.01)
        """, """
        import queue, threading, solution
        def test():
            stop, lock, line = threading.Event(), threading.Lock(), queue.Queue()
            thread = threading.Thread(target=solution.work, args=(stop, lock, line))
            thread.start()
            assert line.get(timeout=5) == "once"
            assert lock.locked()
            stop.set()
            thread.join(5)
            assert not thread.is_alive() and not lock.locked()
        """),
    "fakes_of_the_test": ("""
        class Sender:
            def __init__(self, mailer, clock): self.mailer, self.clock = mailer, clock
            def send(self, to):
                with self.mailer.open() as line:
                    line.write(to)
                self.mailer.count += 1
                return self.clock.now, len(self.mailer), "x" in self.mailer, [w for w in self.mailer], self.mailer["k"]
        """, """
        import types, solution
        class Line:
            def __init__(self, log): self.log = log
            def __enter__(self):
                self.log.append("open")
                return self
            def __exit__(self, *error): self.log.append("close")
            def write(self, text): self.log.append(text)
        class Mailer:
            def __init__(self): self.log, self.count = [], 0
            def open(self): return Line(self.log)
            def __len__(self): return 7
            def __contains__(self, x): return x == "x"
            def __iter__(self): return iter(["a", "b"])
            def __getitem__(self, key): return key * 2
        def test():
            mailer = Mailer()
            sender = solution.Sender(mailer, types.SimpleNamespace(now=5))
            assert sender.send("me") == (5, 7, True, ["a", "b"], "kk")
            assert mailer.log == ["open", "me", "close"] and mailer.count == 1
            assert sender.mailer is mailer
        """),
    "mocks": ("""
        def notify(listener, x):
            listener(x)
            listener.done(x, flag=True)
        """, """
        from unittest import mock
        import solution
        def test():
            listener = mock.Mock()
            solution.notify(listener, 3)
            listener.assert_called_once_with(3)
            listener.done.assert_called_once_with(3, flag=True)
        """),
    "objects_of_the_test_are_ordered_by_their_own_rule": ("""
        import heapq
        def smallest(items): return heapq.nsmallest(1, items)[0]
        """, """
        import functools, solution
        @functools.total_ordering
        class Task:
            def __init__(self, n): self.n = n
            def __lt__(self, other): return self.n < other.n
            def __eq__(self, other): return self.n == other.n
            def __hash__(self): return hash(self.n)
        def test():
            tasks = [Task(3), Task(1), Task(2)]
            assert solution.smallest(tasks) is tasks[1]
        """),
    "decorators_of_the_answer": ("""
        import functools
        def twice(fn):
            @functools.wraps(fn)
            def inner(*args, **kwargs):
                return fn(*args, **kwargs), fn(*args, **kwargs)
            inner.calls = 0
            return inner
        def tag(name):
            def mark(fn):
                fn.tag = name
                return fn
            return mark
        """, """
        import inspect, solution
        @solution.twice
        def greet(name, punctuation="!"):
            "says hello"
            return name + punctuation
        def test():
            assert greet("a") == ("a!", "a!")
            assert greet.__name__ == "greet" and greet.__doc__ == "says hello" and greet.calls == 0
            assert list(inspect.signature(greet).parameters) == ["name", "punctuation"]
            def plain(): return 1
            assert solution.tag("x")(plain) is plain
        """),
    "a_decorator_on_a_method_of_the_test": ("""
        import functools
        def logged(log):
            def mark(fn):
                @functools.wraps(fn)
                def inner(self, *args):
                    log.append(args)
                    return fn(self, *args)
                return inner
            return mark
        """, """
        import solution
        log = []
        class Thing:
            base = 10
            @solution.logged(log)
            def add(self, x): return self.base + x
        def test():
            assert Thing().add(5) == 15
            assert log == [(5,)]
        """),
    "signatures": ("""
        def f(a, b=2, *rest, key, other=None, **more): pass
        class C:
            def __init__(self, x, y=1): pass
        """, """
        import inspect, solution
        def test():
            parameters = inspect.signature(solution.f).parameters
            assert list(parameters) == ["a", "b", "rest", "key", "other", "more"]
            assert parameters["b"].default == 2 and parameters["key"].kind is inspect.Parameter.KEYWORD_ONLY
            assert parameters["a"].default is inspect.Parameter.empty
            assert list(inspect.signature(solution.C).parameters) == ["x", "y"]
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
    "identity_of_objects": ("""
        class Node:
            def __init__(self): self.next = None
        def make():
            a, b = Node(), Node()
            a.next, b.next = b, a
            return a
        _one = Node()
        def single(): return _one
        """, """
        import solution
        def test():
            a = solution.make()
            assert a.next.next is a and a.next is not a
            assert solution.single() is solution.single()
            assert len({a, a.next, a.next.next}) == 2
            b = solution.Node()
            b.next = a
            assert b.next is a
        """),
    "arithmetic_between_objects_of_the_answer": ("""
        class V:
            def __init__(self, x, y): self.x, self.y = x, y
            def __add__(self, o): return V(self.x + o.x, self.y + o.y)
            def __iadd__(self, o):
                self.x += o.x
                return self
            def __neg__(self): return V(-self.x, -self.y)
            def __abs__(self): return self.x + self.y
            def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
            def __bool__(self): return bool(self.x)
        """, """
        from solution import V
        def test():
            assert V(1, 2) + V(3, 4) == V(4, 6)
            assert -V(1, 2) == V(-1, -2) and abs(V(1, 2)) == 3
            assert V(1, 0) and not V(0, 1)
        """),
    "text_of_objects": ("""
        class T:
            def __str__(self): return "text"
            def __repr__(self): return "T()"
            def __format__(self, spec): return "<" + spec + ">"
            def __int__(self): return 7
            def __float__(self): return 0.5
            def __index__(self): return 2
        """, """
        import solution
        def test():
            t = solution.T()
            assert (str(t), repr(t), f"{t:x}", int(t), float(t), "abc"[t]) == ("text", "T()", "<x>", 7, 0.5, "c")
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
    "a_missing_name_is_an_attribute_error": ("x = 1", """
        import pytest, solution
        def test():
            assert not hasattr(solution, "nothing") and hasattr(solution, "x")
            with pytest.raises(AttributeError):
                solution.nothing
            assert getattr(solution, "nothing", 5) == 5
        """),
    "floats_and_approx": ("def third(): return 1 / 3\ndef nan(): return float('nan')\ndef inf(): return -float('inf')", """
        import math, pytest, solution
        def test():
            assert solution.third() == 1 / 3
            assert solution.third() == pytest.approx(0.333, abs=1e-3)
            assert math.isnan(solution.nan()) and solution.inf() == -math.inf
        """),
    "dates_decimals_and_paths": ("""
        import datetime, decimal, fractions, pathlib, uuid
        def day(): return datetime.date(2024, 2, 29)
        def later(moment, step): return moment + step
        def total(xs): return sum(xs, decimal.Decimal(0))
        def half(): return fractions.Fraction(1, 2)
        def name(path): return path.name, path.parent
        """, """
        import datetime, solution
        from decimal import Decimal
        from fractions import Fraction
        from pathlib import PurePosixPath, Path
        def test():
            assert solution.day() == datetime.date(2024, 2, 29)
            start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
            assert solution.later(start, datetime.timedelta(days=1)) == datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)
            assert solution.total([Decimal("0.1"), Decimal("0.2")]) == Decimal("0.3")
            assert solution.half() == Fraction(1, 2)
            assert solution.name(Path("/a/b")) == ("b", Path("/a"))
        """),
    "deques_and_counters": ("""
        import collections
        def tail(xs): return collections.deque(xs, maxlen=2)
        def counts(text): return collections.Counter(text)
        """, """
        import collections, solution
        def test():
            assert list(solution.tail([1, 2, 3])) == [2, 3]
            assert solution.counts("aab") == {"a": 2, "b": 1}
            assert solution.counts("aab") == collections.Counter("aab")
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
    "output_of_callbacks_is_captured": ("""
        def shout(show): show("loud")
        """, """
        import solution
        def test(capsys):
            solution.shout(lambda text: print(text))
            solution.shout(print)
            assert capsys.readouterr().out == "loud\\nloud\\n"
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
    "a_test_in_threads_of_its_own": ("""
        import threading
        class Safe:
            def __init__(self): self.lock, self.n = threading.Lock(), 0
            def add(self):
                with self.lock: self.n += 1
        """, """
        import threading, solution
        def test():
            safe = solution.Safe()
            threads = [threading.Thread(target=lambda: [safe.add() for _ in range(20)]) for _ in range(5)]
            for t in threads: t.start()
            for t in threads: t.join()
            assert safe.n == 100
        """),
    "thread_locals_of_the_answer": ("""
        import threading
        _local = threading.local()
        def put(x): _local.x = x
        def get(): return getattr(_local, "x", None)
        """, """
        import threading, solution
        def test():
            solution.put(1)
            other = []
            thread = threading.Thread(target=lambda: other.append(solution.get()))
            thread.start()
            thread.join()
            assert other == [None] and solution.get() == 1
        """),
    "non_daemon_threads_that_never_stop": ("""
        import threading
        threading.Thread(target=threading.Event().wait).start()
        def f(): return 1
        """, "import solution\ndef test(): assert solution.f() == 1\n"),
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
    "typing_and_abstract_classes": ("""
        import abc
        class Shape(abc.ABC):
            @abc.abstractmethod
            def area(self): ...
        class Square(Shape):
            def area(self): return 4
        """, """
        import pytest, solution
        def test():
            with pytest.raises(TypeError):
                solution.Shape()
            assert isinstance(solution.Square(), solution.Shape) and solution.Square().area() == 4
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    answer, tests = CASES[name]
    module = "jobqueue" if isinstance(answer, dict) else "solution"
    outcome = judged(answer, tests, module=module)
    assert outcome.passed(), ([r for r in outcome.records if r.get("outcome") == "failed" or "error" in r or "transport" in r],
                              outcome.tester_output[-1500:], outcome.worker_output[-1500:])
