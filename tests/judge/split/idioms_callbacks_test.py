"""What a test hands to the answer: callables, fakes, locks; and threads on both sides. Each case is an answer and a test that passes."""
import pytest

from idioms import check

CASES = {
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
    "output_of_callbacks_is_captured": ("""
        def shout(show): show("loud")
        """, """
        import solution
        def test(capsys):
            solution.shout(lambda text: print(text))
            solution.shout(print)
            assert capsys.readouterr().out == "loud\\nloud\\n"
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
    "changes_in_place_in_many_containers": ("""
        def mark(grid):
            for row in grid: row[0] = 1
        def fill(boxes):
            for n, box in enumerate(boxes): box.append(n)
        """, """
        import solution
        def test():
            grid = [[0] * 3 for _ in range(700)]
            solution.mark(grid)
            assert all(row == [1, 0, 0] for row in grid)
            boxes = [[] for _ in range(700)]
            for _ in range(3): solution.fill(boxes)
            assert boxes == [[n] * 3 for n in range(700)]
        """),
    "containers_that_nobody_holds_come_back_whole": ("""
        kept = []
        def keep(x): kept.append(x)
        def grow():
            for x in kept: x.append(1)
            return kept
        def first(): return kept[0]
        """, """
        import solution
        def test():
            for n in range(600): solution.keep([n])
            assert solution.grow() == [[n, 1] for n in range(600)]
            assert solution.first() == [0, 1]
            mine = [[n] for n in range(600)]
            for x in mine: x.append(2)
            solution.keep(mine)
            assert solution.kept[-1] == [[n, 2] for n in range(600)]
        """),
}


@pytest.mark.parametrize("name", list(CASES))
def test_works(judged, name):
    check(judged, *CASES[name])
