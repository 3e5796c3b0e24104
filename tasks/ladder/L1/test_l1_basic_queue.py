"""L1: a queue with one background worker. Jobs talk to the tests through events, so the order is forced, not timed."""
import queue
import threading

import pytest

import solution

GRACE_S = 0.2  # how long something that must not happen is given to happen


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


def gated(value):
    """A job that returns `value` once its gate is open, with the events that say where it is."""
    started, gate = threading.Event(), threading.Event()

    def job():
        started.set()
        return value if guard.hold(gate) else "the gate stayed shut"

    return job, started, gate


def test_get_result_gives_what_the_function_returned_for_its_arguments():
    seen = []

    def join(*parts):
        seen.append(parts)
        return "-".join(parts)

    jobs = guard.call(solution.JobQueue)
    job_id = guard.call(jobs.add_job, join, "a", "b", "c")
    assert guard.call(jobs.get_result, job_id) == "a-b-c"
    assert seen == [("a", "b", "c")]


def test_job_ids_are_strings_and_all_different():
    jobs = guard.call(solution.JobQueue)
    ids = []
    for number in range(12):
        ids.append(guard.call(jobs.add_job, lambda: None))
        if number % 4 == 3:
            guard.call(jobs.get_result, ids[-1])  # an emptied queue must not begin again with old ids
    assert [isinstance(job_id, str) for job_id in ids] == [True] * 12
    assert len(set(ids)) == 12


def test_add_job_returns_before_the_job_has_ended():
    jobs = guard.call(solution.JobQueue)
    job, started, gate = gated("first")
    first = guard.call(jobs.add_job, job)
    second = guard.call(jobs.add_job, lambda: "second")
    gate.set()
    assert guard.call(jobs.get_result, first) == "first"
    assert guard.call(jobs.get_result, second) == "second"


def test_jobs_run_when_nobody_asks_for_results():
    jobs = guard.call(solution.JobQueue)
    ran = threading.Event()
    guard.call(jobs.add_job, lambda: None)
    guard.call(jobs.add_job, ran.set)
    assert guard.wait(ran)


def test_get_result_blocks_until_the_job_has_ended():
    jobs = guard.call(solution.JobQueue)
    job, started, gate = gated(42)
    returned = threading.Event()
    job_id = guard.call(jobs.add_job, job)

    def ask():
        value = jobs.get_result(job_id)
        returned.set()
        return value

    waiting = guard.start(ask)
    assert guard.wait(started)
    too_early = returned.wait(GRACE_S)
    gate.set()
    assert guard.finish(waiting) == 42
    assert not too_early


def test_several_threads_may_wait_for_the_same_job():
    jobs = guard.call(solution.JobQueue)
    job, started, gate = gated(42)
    job_id = guard.call(jobs.add_job, job)
    waiting = [guard.start(jobs.get_result, job_id) for _ in range(3)]
    assert guard.wait(started)
    gate.wait(GRACE_S / 2)  # lets the three get to their wait
    gate.set()
    assert [guard.finish(one) for one in waiting] == [42, 42, 42]


def test_jobs_run_in_the_order_they_were_added():
    jobs = guard.call(solution.JobQueue)
    plug, started, gate = gated("plug")
    order = []
    guard.call(jobs.add_job, plug)
    assert guard.wait(started)
    ids = [guard.call(jobs.add_job, order.append, name) for name in "dbeacf"]
    gate.set()
    for job_id in ids:
        guard.call(jobs.get_result, job_id)
    assert order == ["d", "b", "e", "a", "c", "f"]


def test_a_job_starts_only_when_the_one_before_has_ended():
    jobs = guard.call(solution.JobQueue)
    other_started = threading.Event()
    overlapped = []

    def first():
        overlapped.append(other_started.wait(GRACE_S))

    ids = [guard.call(jobs.add_job, first), guard.call(jobs.add_job, other_started.set)]
    for job_id in ids:
        guard.call(jobs.get_result, job_id)
    assert overlapped == [False]


def test_get_result_raises_the_exception_of_the_job():
    def fail():
        raise ZeroDivisionError("from the job")

    jobs = guard.call(solution.JobQueue)
    job_id = guard.call(jobs.add_job, fail)
    with pytest.raises(ZeroDivisionError, match="^from the job$"):
        guard.call(jobs.get_result, job_id)


def test_jobs_after_a_failed_one_still_run():
    def fail():
        raise ValueError("from the job")

    jobs = guard.call(solution.JobQueue)
    guard.call(jobs.add_job, fail)
    after = guard.call(jobs.add_job, lambda: "still here")
    assert guard.call(jobs.get_result, after) == "still here"


def test_results_can_be_read_in_any_order_and_again():
    jobs = guard.call(solution.JobQueue)
    values = [7, None, 0, "", False, "last"]
    ids = [guard.call(jobs.add_job, lambda value=value: value) for value in values]
    backwards = [guard.call(jobs.get_result, job_id) for job_id in reversed(ids)]
    again = [guard.call(jobs.get_result, job_id) for job_id in ids]
    assert backwards == ["last", False, "", 0, None, 7]
    assert again == [7, None, 0, "", False, "last"]


def test_an_unknown_id_raises_key_error():
    jobs = guard.call(solution.JobQueue)
    guard.call(jobs.add_job, lambda: None)
    with pytest.raises(KeyError):
        guard.call(jobs.get_result, "no such job")


def test_a_job_may_add_a_job():
    jobs = guard.call(solution.JobQueue)
    added = []

    def parent():
        added.append(jobs.add_job(lambda: "child"))
        return "parent"

    job_id = guard.call(jobs.add_job, parent)
    assert guard.call(jobs.get_result, job_id) == "parent"
    assert guard.call(jobs.get_result, added[0]) == "child"
