"""L4: a race to repair. The jobs themselves hold the threads where the race needs them, so it shows in every run."""
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


class Held:
    """A job that waits in the middle of its first run until it is let go; `runs` counts how often it was started."""

    def __init__(self, value):
        self.value = value
        self.runs = 0
        self.started, self.gate = threading.Event(), threading.Event()

    def job(self):
        self.runs += 1
        if self.runs > 1:
            return "a second run"
        self.started.set()
        return self.value if guard.hold(self.gate) else "the gate stayed shut"


def test_one_thread_runs_the_jobs_in_the_order_they_were_added():
    jobs = guard.call(solution.JobQueue)
    order = []
    ids = [guard.call(jobs.add_job, order.append, name) for name in "cabd"]
    assert [guard.call(jobs.run_next) for _ in range(5)] == ids + [None]
    assert order == ["c", "a", "b", "d"]


def test_two_threads_never_take_the_same_job():
    jobs = guard.call(solution.JobQueue)
    held, order = Held("held"), []
    first = guard.call(jobs.add_job, held.job)
    second = guard.call(jobs.add_job, order.append, "second")
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    taken_meanwhile = guard.call(jobs.run_next)
    held.gate.set()
    assert guard.finish(running) == first
    assert taken_meanwhile == second
    assert held.runs == 1
    assert order == ["second"]


def test_a_running_job_is_not_there_to_be_taken_again():
    jobs = guard.call(solution.JobQueue)
    held = Held("held")
    guard.call(jobs.add_job, held.job)
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    taken_meanwhile = guard.call(jobs.run_next)
    held.gate.set()
    guard.finish(running)
    assert taken_meanwhile is None
    assert held.runs == 1


def test_a_result_that_arrives_while_another_job_runs_is_kept():
    jobs = guard.call(solution.JobQueue)
    held = Held("slow result")
    slow = guard.call(jobs.add_job, held.job)
    quick = guard.call(jobs.add_job, lambda: "quick result")
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    ran = guard.call(jobs.run_next)
    held.gate.set()
    guard.finish(running)
    assert ran == quick
    assert guard.call(jobs.get_result, quick) == "quick result"
    assert guard.call(jobs.get_result, slow) == "slow result"


def test_finished_counts_every_overlapping_job():
    jobs = guard.call(solution.JobQueue)
    held = Held("held")
    guard.call(jobs.add_job, held.job)
    guard.call(jobs.add_job, lambda: None)
    counts = [guard.call(jobs.finished)]
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    counts.append(guard.call(jobs.finished))
    guard.call(jobs.run_next)
    counts.append(guard.call(jobs.finished))
    held.gate.set()
    guard.finish(running)
    counts.append(guard.call(jobs.finished))
    assert counts == [0, 0, 1, 2]


def test_pending_does_not_count_a_running_job():
    jobs = guard.call(solution.JobQueue)
    held = Held("held")
    guard.call(jobs.add_job, held.job)
    guard.call(jobs.add_job, lambda: None)
    before = guard.call(jobs.pending)
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    meanwhile = guard.call(jobs.pending)
    held.gate.set()
    guard.finish(running)
    assert (before, meanwhile, guard.call(jobs.pending)) == (2, 1, 1)


def test_methods_work_while_a_job_runs():
    jobs = guard.call(solution.JobQueue)
    held = Held("held")
    done = guard.call(jobs.add_job, lambda: "done before")
    guard.call(jobs.run_next)
    guard.call(jobs.add_job, held.job)
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    added = guard.call(jobs.add_job, lambda: "added meanwhile")
    ran = guard.call(jobs.run_next)
    results = [guard.call(jobs.get_result, job_id) for job_id in (done, added) if ran == added]
    held.gate.set()
    guard.finish(running)
    assert ran == added
    assert results == ["done before", "added meanwhile"]


def test_a_job_may_call_the_queue():
    jobs = guard.call(solution.JobQueue)
    seen = []

    def parent():
        if seen:
            return "a second run"
        child = jobs.add_job(lambda: "child result")
        seen.append(jobs.pending())
        seen.append(jobs.run_next() == child)
        if seen[-1]:
            seen.append(jobs.get_result(child))
        seen.append(jobs.finished())
        return "parent result"

    job_id = guard.call(jobs.add_job, parent)
    assert guard.call(jobs.run_next) == job_id
    assert guard.call(jobs.get_result, job_id) == "parent result"
    assert seen == [1, True, "child result", 1]


def test_a_failing_job_raises_from_get_result_and_counts_as_finished():
    def fail():
        raise ZeroDivisionError("from the job")

    jobs = guard.call(solution.JobQueue)
    bad = guard.call(jobs.add_job, fail)
    good = guard.call(jobs.add_job, lambda: "still works")
    assert [guard.call(jobs.run_next), guard.call(jobs.run_next)] == [bad, good]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="^from the job$"):
            guard.call(jobs.get_result, bad)
    assert guard.call(jobs.get_result, good) == "still works"
    assert guard.call(jobs.finished) == 2


def test_every_thread_that_waits_for_a_job_gets_its_result():
    jobs = guard.call(solution.JobQueue)
    held = Held("held")
    returned = threading.Event()
    job_id = guard.call(jobs.add_job, held.job)

    def ask():
        value = jobs.get_result(job_id)
        returned.set()
        return value

    waiting = [guard.start(ask) for _ in range(3)]
    running = guard.start(jobs.run_next)
    assert guard.wait(held.started)
    too_early = returned.wait(0.2)
    held.gate.set()
    guard.finish(running)
    assert [guard.finish(one) for one in waiting] == ["held", "held", "held"]
    assert guard.call(jobs.get_result, job_id) == "held"
    assert not too_early


def test_an_unknown_id_raises_key_error():
    jobs = guard.call(solution.JobQueue)
    guard.call(jobs.add_job, lambda: None)
    with pytest.raises(KeyError):
        guard.call(jobs.get_result, "no such job")


def test_four_threads_add_and_run_forty_jobs():
    jobs = guard.call(solution.JobQueue)
    runs, results = [], []

    def add_and_run(first):
        ids = [jobs.add_job(work, number) for number in range(first, first + 10)]
        while jobs.run_next() is not None:
            pass
        return ids

    def work(number):
        runs.append(number)
        return number * number

    threads = [guard.start(add_and_run, first) for first in (0, 10, 20, 30)]
    for one in threads:
        results.extend(guard.call(jobs.get_result, job_id) for job_id in guard.finish(one))
    assert sorted(runs) == list(range(40))
    assert results == [number * number for number in range(40)]
    assert (guard.call(jobs.pending), guard.call(jobs.finished)) == (0, 40)
