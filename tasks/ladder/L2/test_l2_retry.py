"""L2: retries with exponential backoff. The pauses are a function of ours that notes them: nothing here sleeps."""
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


class Flaky:
    """A job that fails `failures` times, then succeeds; it and its pauses are written down in one log."""

    def __init__(self, failures):
        self.failures = failures
        self.log = []
        self.attempts = 0

    def job(self, *args):
        self.attempts += 1
        self.log.append("attempt")
        if self.attempts <= self.failures:
            raise ValueError(f"attempt {self.attempts} failed")
        return f"attempt {self.attempts} succeeded"

    def sleep(self, seconds):
        self.log.append(seconds)


def test_a_job_that_succeeds_runs_once_without_a_pause():
    flaky = Flaky(0)
    jobs = guard.call(solution.JobQueue, sleep=flaky.sleep)
    job_id = guard.call(jobs.add_job, flaky.job)
    assert guard.call(jobs.get_result, job_id) == "attempt 1 succeeded"
    guard.call(jobs.get_result, guard.call(jobs.add_job, lambda: None))  # whatever comes after the success is over now
    assert flaky.log == ["attempt"]


def test_the_queue_works_without_a_sleep_function():
    jobs = guard.call(solution.JobQueue)
    job_id = guard.call(jobs.add_job, lambda a, b: a * b, 6, 7)
    assert isinstance(job_id, str)
    assert guard.call(jobs.get_result, job_id) == 42


@pytest.mark.parametrize(
    "failures, log",
    [
        pytest.param(1, ["attempt", 1, "attempt"], id="fails_once"),
        pytest.param(2, ["attempt", 1, "attempt", 2, "attempt"], id="fails_twice"),
        pytest.param(3, ["attempt", 1, "attempt", 2, "attempt", 4, "attempt"], id="fails_three_times"),
    ],
)
def test_a_job_is_tried_again_after_growing_pauses(failures, log):
    flaky = Flaky(failures)
    jobs = guard.call(solution.JobQueue, sleep=flaky.sleep)
    job_id = guard.call(jobs.add_job, flaky.job)
    assert guard.call(jobs.get_result, job_id) == f"attempt {failures + 1} succeeded"
    assert flaky.log == log


def test_four_failed_attempts_are_final():
    flaky = Flaky(99)
    jobs = guard.call(solution.JobQueue, sleep=flaky.sleep)
    job_id = guard.call(jobs.add_job, flaky.job)
    with pytest.raises(solution.JobFailedError):
        guard.call(jobs.get_result, job_id)
    guard.call(jobs.get_result, guard.call(jobs.add_job, lambda: None))  # whatever comes after the failure is over now
    assert flaky.log == ["attempt", 1, "attempt", 2, "attempt", 4, "attempt"]


def test_the_cause_is_the_exception_of_the_last_attempt():
    flaky = Flaky(99)
    jobs = guard.call(solution.JobQueue, sleep=flaky.sleep)
    job_id = guard.call(jobs.add_job, flaky.job)
    with pytest.raises(solution.JobFailedError) as caught:
        guard.call(jobs.get_result, job_id)
    cause = caught.value.__cause__
    assert isinstance(cause, ValueError)
    assert str(cause) == "attempt 4 failed"


def test_every_attempt_gets_the_same_arguments():
    seen = []

    def job(*args):
        seen.append(args)
        if len(seen) < 3:
            raise KeyError("again")
        return len(args)

    jobs = guard.call(solution.JobQueue, sleep=lambda seconds: None)
    job_id = guard.call(jobs.add_job, job, "a", 2, None)
    assert guard.call(jobs.get_result, job_id) == 3
    assert seen == [("a", 2, None)] * 3


def test_every_job_begins_with_a_pause_of_one_second():
    pauses = []
    jobs = guard.call(solution.JobQueue, sleep=pauses.append)
    ids = [guard.call(jobs.add_job, Flaky(failures).job) for failures in (2, 1, 3)]
    for job_id in ids:
        guard.call(jobs.get_result, job_id)
    assert pauses == [1, 2, 1, 1, 2, 4]


def test_the_next_job_starts_after_the_last_retry():
    log = []

    def first():
        log.append("first")
        if len(log) < 3:
            raise ValueError("again")

    jobs = guard.call(solution.JobQueue, sleep=lambda seconds: None)
    gate = threading.Event()
    plug = guard.call(jobs.add_job, guard.hold, gate)  # holds the worker until both jobs are in the queue
    ids = [guard.call(jobs.add_job, first), guard.call(jobs.add_job, log.append, "second")]
    gate.set()
    for job_id in [plug] + ids:
        guard.call(jobs.get_result, job_id)
    assert log == ["first", "first", "first", "second"]


def test_get_result_blocks_while_a_job_is_between_attempts():
    pausing, gate, returned = threading.Event(), threading.Event(), threading.Event()

    def sleep(seconds):
        pausing.set()
        guard.hold(gate)

    def ask():
        value = jobs.get_result(job_id)
        returned.set()
        return value

    jobs = guard.call(solution.JobQueue, sleep=sleep)
    job_id = guard.call(jobs.add_job, Flaky(1).job)
    assert guard.wait(pausing)
    waiting = guard.start(ask)
    too_early = returned.wait(GRACE_S)
    gate.set()
    assert guard.finish(waiting) == "attempt 2 succeeded"
    assert not too_early


def test_the_outcome_can_be_read_again():
    jobs = guard.call(solution.JobQueue, sleep=lambda seconds: None)
    good = guard.call(jobs.add_job, Flaky(1).job)
    bad = guard.call(jobs.add_job, Flaky(99).job)
    for _ in range(2):
        with pytest.raises(solution.JobFailedError):
            guard.call(jobs.get_result, bad)
        assert guard.call(jobs.get_result, good) == "attempt 2 succeeded"


def test_jobs_after_a_failed_one_still_run():
    jobs = guard.call(solution.JobQueue, sleep=lambda seconds: None)
    guard.call(jobs.add_job, Flaky(99).job)
    after = guard.call(jobs.add_job, lambda: "still here")
    assert guard.call(jobs.get_result, after) == "still here"
