"""L3: priorities. A first job holds the worker until the others are waiting, so that their order is decided."""
import queue
import threading

import pytest

import solution


class Guard:
    """Makes calls that might never come back, in daemon threads, and gives up on them.

    A correct solution never reaches the limit. Once a wait did, later ones give up sooner, so that a solution that
    hangs everywhere is still judged in seconds.
    """

    def __init__(self):
        self._expired = 0
        self._idle = []  # threads that finished their call are used again: a whole file needs few of them

    def seconds(self):
        return 0.5 if self._expired else 3.0

    def start(self, fn, *args, **kwargs):
        """Begins fn(...) in a daemon thread; `finish` takes what this returns."""
        if self._idle:
            inbox = self._idle.pop()
        else:
            inbox = queue.SimpleQueue()
            threading.Thread(target=self._serve, args=(inbox,), daemon=True).start()
        outbox = queue.SimpleQueue()
        inbox.put((fn, args, kwargs, outbox))
        return inbox, outbox

    def finish(self, begun):
        """What the begun call returned, or its exception raised; the test fails when it does not come back."""
        inbox, outbox = begun
        try:
            returned, value = outbox.get(timeout=self.seconds())
        except queue.Empty:
            self._expired += 1
            pytest.fail("a call did not come back")
        self._idle.append(inbox)
        if returned:
            return value
        raise value

    def call(self, fn, *args, **kwargs):
        return self.finish(self.start(fn, *args, **kwargs))

    def wait(self, event):
        """Whether the event was set in time."""
        came = event.wait(self.seconds())
        if not came:
            self._expired += 1
        return came

    @staticmethod
    def hold(gate):
        """For a job to wait at its gate: far longer than any caller waits, so that a caller that waits for the job
        always gives up first, and never finds the gate's own limit just over."""
        return gate.wait(12.0)

    @staticmethod
    def _serve(inbox):
        while True:
            fn, args, kwargs, outbox = inbox.get()
            try:
                outbox.put((True, fn(*args, **kwargs)))
            except BaseException as error:
                outbox.put((False, error))


guard = Guard()


class Line:
    """A queue whose worker is held by a first job; `order` lists the names of the jobs as they run."""

    def __init__(self):
        self.order = []
        self.jobs = guard.call(solution.JobQueue)
        self._started, self._gate = threading.Event(), threading.Event()
        self._ids = [guard.call(self.jobs.add_job, self._plug)]
        assert guard.wait(self._started)

    def _plug(self):
        self._started.set()
        guard.hold(self._gate)

    def add(self, name, *priority):
        """Adds a job that notes its name, with the priority when one is given."""
        keywords = {"priority": priority[0]} if priority else {}
        self._ids.append(guard.call(self.jobs.add_job, self.order.append, name, **keywords))

    def release(self):
        """Lets the worker go on, and returns the order once all jobs have run."""
        self._gate.set()
        for job_id in self._ids:
            guard.call(self.jobs.get_result, job_id)
        return list(self.order)


def test_higher_priority_runs_first():
    line = Line()
    line.add("low", 1)
    line.add("high", 3)
    line.add("middle", 2)
    assert line.release() == ["high", "middle", "low"]


def test_equal_priorities_run_in_the_order_they_were_added():
    line = Line()
    names = ["d", "b", "e", "a", "c", "g", "f", "i", "h", "k", "j", "l"]
    for name in names:
        line.add(name, 7)
    assert line.release() == ["d", "b", "e", "a", "c", "g", "f", "i", "h", "k", "j", "l"]


def test_jobs_without_a_priority_run_in_the_order_they_were_added():
    line = Line()
    for name in ["d", "b", "e", "a", "c", "f"]:
        line.add(name)
    assert line.release() == ["d", "b", "e", "a", "c", "f"]


def test_the_default_priority_is_zero():
    line = Line()
    line.add("below", -1)
    line.add("default 1")
    line.add("zero", 0)
    line.add("default 2")
    line.add("above", 1)
    assert line.release() == ["above", "default 1", "zero", "default 2", "below"]


def test_many_priorities_with_ties():
    line = Line()
    for name, priority in [
        ("a", 2), ("b", -3), ("c", 10), ("d", 2), ("e", 0), ("f", 9), ("g", -3), ("h", 100), ("i", 0), ("j", 10),
    ]:
        line.add(name, priority)
    assert line.release() == ["h", "c", "j", "f", "a", "d", "e", "i", "b", "g"]


def test_a_job_added_by_a_running_job_overtakes_lower_ones():
    line = Line()
    added = []

    def adds_more():
        line.order.append("adds more")
        added.append(line.jobs.add_job(line.order.append, "lowest", priority=-1))
        added.append(line.jobs.add_job(line.order.append, "urgent", priority=9))
        line.order.append("added")

    parent = guard.call(line.jobs.add_job, adds_more, priority=5)
    line.add("waiting", 1)
    line.release()
    for job_id in [parent] + added:
        guard.call(line.jobs.get_result, job_id)
    assert line.order == ["adds more", "added", "urgent", "waiting", "lowest"]


def test_only_the_keyword_sets_the_priority():
    seen = []

    def job(*args, **kwargs):
        seen.append((args, kwargs))

    jobs = guard.call(solution.JobQueue)
    first = guard.call(jobs.add_job, job, 5, 6)
    second = guard.call(jobs.add_job, job, 7, priority=3)
    guard.call(jobs.get_result, first)
    guard.call(jobs.get_result, second)
    assert sorted(seen, key=lambda call: call[0]) == [((5, 6), {}), ((7,), {})]


def test_each_id_gives_the_result_of_its_own_job():
    jobs = guard.call(solution.JobQueue)
    ids = [
        guard.call(jobs.add_job, lambda number: number * 11, number, priority=priority)
        for number, priority in [(1, 0), (2, 5), (3, -5), (4, 5), (5, 1)]
    ]
    assert [isinstance(job_id, str) for job_id in ids] == [True] * 5
    assert [guard.call(jobs.get_result, job_id) for job_id in ids] == [11, 22, 33, 44, 55]
    assert guard.call(jobs.get_result, ids[2]) == 33


def test_get_result_blocks_until_the_job_has_ended():
    jobs = guard.call(solution.JobQueue)
    started, gate, returned = threading.Event(), threading.Event(), threading.Event()

    def job():
        started.set()
        return 42 if guard.hold(gate) else "the gate stayed shut"

    def ask():
        value = jobs.get_result(job_id)
        returned.set()
        return value

    job_id = guard.call(jobs.add_job, job, priority=1)
    waiting = guard.start(ask)
    assert guard.wait(started)
    too_early = returned.wait(0.2)
    gate.set()
    assert guard.finish(waiting) == 42
    assert not too_early


def test_an_exception_reaches_get_result_and_the_queue_goes_on():
    def fail():
        raise ZeroDivisionError("from the job")

    jobs = guard.call(solution.JobQueue)
    bad = guard.call(jobs.add_job, fail, priority=1)
    good = guard.call(jobs.add_job, lambda: "still here")
    assert guard.call(jobs.get_result, good) == "still here"
    with pytest.raises(ZeroDivisionError, match="^from the job$"):
        guard.call(jobs.get_result, bad)


def test_an_unknown_id_raises_key_error():
    jobs = guard.call(solution.JobQueue)
    guard.call(jobs.add_job, lambda: None)
    with pytest.raises(KeyError):
        guard.call(jobs.get_result, "no such job")


def test_a_job_starts_only_when_the_one_before_has_ended():
    jobs = guard.call(solution.JobQueue)
    other_started = threading.Event()
    overlapped = []

    def first():
        overlapped.append(other_started.wait(0.2))

    ids = [guard.call(jobs.add_job, first, priority=1), guard.call(jobs.add_job, other_started.set)]
    for job_id in ids:
        guard.call(jobs.get_result, job_id)
    assert overlapped == [False]
