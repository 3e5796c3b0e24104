"""L5: one module split into a package, reached through `jobqueue` only. The clock and the pauses are ours."""
import pytest

import jobqueue

IN_RETRY = ["MAX_RETRIES", "BASE_DELAY", "JobFailedError", "backoff_delay", "RetryPolicy"]
IN_PRIORITY = ["LEVELS", "resolve_priority", "PriorityLine"]
IN_CORE = ["Job", "JobQueue"]


class Flaky:
    """A job that fails `failures` times before it succeeds."""

    def __init__(self, failures):
        self.failures = failures
        self.attempts = 0

    def job(self):
        self.attempts += 1
        if self.attempts <= self.failures:
            raise ValueError(f"attempt {self.attempts} failed")
        return f"attempt {self.attempts} succeeded"


class Ticking:
    """A clock that shows the next of the given times at each look."""

    def __init__(self, *times):
        self.times = list(times)

    def read(self):
        return self.times.pop(0) if self.times else -1.0


def a_queue(pauses=None):
    """A queue that writes its pauses into the list instead of waiting."""
    note = (lambda seconds: None) if pauses is None else pauses.append
    return jobqueue.JobQueue(sleep=note, clock=lambda: 0.0)


def test_each_file_has_its_names():
    assert [name for name in IN_RETRY if not hasattr(jobqueue.retry, name)] == []
    assert [name for name in IN_PRIORITY if not hasattr(jobqueue.priority, name)] == []
    assert [name for name in IN_CORE if not hasattr(jobqueue.core, name)] == []


def test_retry_and_priority_do_not_know_the_other_files():
    assert [name for name in IN_CORE + IN_PRIORITY if hasattr(jobqueue.retry, name)] == []
    assert [name for name in IN_CORE + IN_RETRY if hasattr(jobqueue.priority, name)] == []


def test_the_package_gives_the_same_objects_as_its_files():
    assert jobqueue.JobQueue is jobqueue.core.JobQueue
    assert jobqueue.Job is jobqueue.core.Job
    assert jobqueue.JobFailedError is jobqueue.retry.JobFailedError
    assert jobqueue.backoff_delay is jobqueue.retry.backoff_delay
    assert jobqueue.RetryPolicy is jobqueue.retry.RetryPolicy
    assert jobqueue.resolve_priority is jobqueue.priority.resolve_priority
    assert jobqueue.PriorityLine is jobqueue.priority.PriorityLine


def test_jobs_run_by_priority_then_in_the_order_they_were_added():
    jobs, order = a_queue(), []
    for name, priority in [("a", "low"), ("b", 3), ("c", "normal"), ("d", "high"), ("e", 10), ("f", 0), ("g", -20)]:
        jobs.add_job(order.append, name, priority=priority)
    jobs.add_job(order.append, "h")
    ran = jobs.run_all()
    assert order == ["d", "e", "b", "c", "f", "h", "a", "g"]
    assert ran == ["job-4", "job-5", "job-2", "job-3", "job-6", "job-8", "job-1", "job-7"]
    assert jobs.run_next() is None


def test_an_unknown_level_is_refused_and_adds_nothing():
    jobs = a_queue()
    with pytest.raises(ValueError, match="^unknown priority: highest$"):
        jobs.add_job(lambda: None, priority="highest")
    assert jobs.counts() == {}
    assert jobs.run_next() is None
    assert jobs.add_job(lambda: None) == "job-1"


def test_a_failing_job_is_tried_again_after_growing_pauses():
    pauses = []
    jobs = a_queue(pauses)
    ids = [jobs.add_job(Flaky(failures).job) for failures in (0, 1, 3)]
    jobs.run_all()
    assert [jobs.get_result(job_id) for job_id in ids] == [
        "attempt 1 succeeded", "attempt 2 succeeded", "attempt 4 succeeded",
    ]
    assert [jobs.get_job(job_id).attempts for job_id in ids] == [1, 2, 4]
    assert pauses == [1.0, 1.0, 2.0, 4.0]


def test_a_job_that_fails_four_times_has_failed():
    pauses = []
    jobs = a_queue(pauses)
    flaky = Flaky(99)
    job_id = jobs.add_job(flaky.job)
    assert jobs.run_next() == job_id
    with pytest.raises(jobqueue.JobFailedError, match="^gave up after 4 attempts$") as caught:
        jobs.get_result(job_id)
    assert caught.value.attempts == 4
    assert isinstance(caught.value.__cause__, ValueError)
    assert str(caught.value.__cause__) == "attempt 4 failed"
    assert (flaky.attempts, pauses) == (4, [1.0, 2.0, 4.0])
    assert (jobs.get_job(job_id).status, jobs.get_job(job_id).attempts) == ("failed", 4)


def test_a_cancelled_job_does_not_run():
    jobs, order = a_queue(), []
    first = jobs.add_job(order.append, "first")
    second = jobs.add_job(order.append, "second")
    assert jobs.cancel(first) is True
    assert jobs.cancel(first) is False
    assert jobs.run_all() == [second]
    assert jobs.cancel(second) is False
    assert order == ["second"]
    assert jobs.counts() == {"cancelled": 1, "done": 1}


def test_results_that_are_not_there_raise():
    jobs = a_queue()
    waiting, cancelled = jobs.add_job(lambda: None), jobs.add_job(lambda: None)
    jobs.cancel(cancelled)
    with pytest.raises(RuntimeError, match="^job-1 is waiting$"):
        jobs.get_result(waiting)
    with pytest.raises(RuntimeError, match="^job-2 is cancelled$"):
        jobs.get_result(cancelled)
    with pytest.raises(KeyError):
        jobs.get_result("job-3")
    with pytest.raises(KeyError):
        jobs.get_job("job-3")


def test_seconds_are_read_from_the_given_clock():
    clock = Ticking(10.0, 12.5, 20.0, 27.0)
    jobs = jobqueue.JobQueue(sleep=lambda seconds: None, clock=clock.read)
    good, bad = jobs.add_job(lambda: None), jobs.add_job(Flaky(99).job)
    jobs.run_all()
    assert [jobs.get_job(good).seconds, jobs.get_job(bad).seconds] == [2.5, 7.0]
    assert clock.times == []


def test_a_running_job_may_add_jobs():
    jobs, order = a_queue(), []

    def parent(name, priority):
        order.append(name)
        jobs.add_job(order.append, "child", priority=priority)

    jobs.add_job(parent, "parent", "high", priority=5)
    jobs.add_job(order.append, "other", priority=1)
    assert jobs.run_all() == ["job-1", "job-3", "job-2"]
    assert order == ["parent", "child", "other"]
    assert jobs.counts() == {"done": 3}


def test_the_parts_work_alone():
    pauses = []
    policy = jobqueue.RetryPolicy(pauses.append)
    assert policy.run(Flaky(2).job) == ("attempt 3 succeeded", 3)
    assert policy.run(lambda a, b: a - b, 9, 2) == (7, 1)
    assert pauses == [1.0, 2.0]
    assert [jobqueue.backoff_delay(retry) for retry in (1, 2, 3, 4)] == [1.0, 2.0, 4.0, 8.0]
    assert [jobqueue.resolve_priority(priority) for priority in ("low", "normal", "high", 7)] == [-10, 0, 10, 7]
    line = jobqueue.PriorityLine()
    line.push("a")
    line.push("b", "high")
    line.push("c", 0)
    assert len(line) == 3
    assert [line.pop(), line.pop(), line.pop()] == ["b", "a", "c"]
    with pytest.raises(IndexError, match="^the line is empty$"):
        line.pop()
    job = jobqueue.Job("one", len)
    assert (job.id, job.status, job.attempts, job.seconds) == ("one", "waiting", 0, 0.0)
    assert (job.args, job.result, job.error) == ((), None, None)


def test_settings_changed_after_the_import_take_effect(monkeypatch):
    pauses, order = [], []
    jobs = a_queue(pauses)
    monkeypatch.setattr(jobqueue.retry, "MAX_RETRIES", 1)
    monkeypatch.setattr(jobqueue.retry, "BASE_DELAY", 0.25)
    monkeypatch.setattr(jobqueue.priority, "LEVELS", {"low": -10, "normal": 0, "high": 10, "urgent": 99})
    flaky = Flaky(99)
    bad = jobs.add_job(flaky.job, priority="high")
    jobs.add_job(order.append, "normal")
    jobs.add_job(order.append, "urgent", priority="urgent")
    jobs.run_all()
    assert order == ["urgent", "normal"]
    assert (flaky.attempts, pauses) == (2, [0.25])
    assert jobs.get_job(bad).attempts == 2
