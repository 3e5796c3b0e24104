"""Jobs and the queue that runs them."""
import time
from dataclasses import dataclass
from typing import Any, Callable, Optional

from priority import PriorityLine
from retry import JobFailedError, RetryPolicy


@dataclass
class Job:
    id: str
    fn: Callable
    args: tuple = ()
    status: str = "waiting"  # then "done", "failed" or "cancelled"
    attempts: int = 0
    seconds: float = 0.0
    result: Any = None
    error: Optional[Exception] = None


class JobQueue:
    """Jobs run in the thread that calls run_next() or run_all()."""

    def __init__(self, sleep=time.sleep, clock=time.monotonic):
        self._policy = RetryPolicy(sleep)
        self._clock = clock
        self._line = PriorityLine()
        self._jobs = {}

    def add_job(self, fn, *args, priority="normal"):
        job = Job(f"job-{len(self._jobs) + 1}", fn, args)
        self._line.push(job, priority)
        self._jobs[job.id] = job
        return job.id

    def cancel(self, job_id):
        """True when the job was still waiting and will now never run."""
        job = self._jobs[job_id]
        if job.status != "waiting":
            return False
        job.status = "cancelled"
        return True

    def run_next(self):
        """Runs one job with its retries; returns its id, or None when none is waiting."""
        while len(self._line):
            job = self._line.pop()
            if job.status == "waiting":
                self._run(job)
                return job.id
        return None

    def run_all(self):
        """Runs jobs until none is waiting; returns their ids in the order they ran."""
        order = []
        while (job_id := self.run_next()) is not None:
            order.append(job_id)
        return order

    def _run(self, job):
        began = self._clock()
        try:
            job.result, job.attempts = self._policy.run(job.fn, *job.args)
            job.status = "done"
        except JobFailedError as error:
            job.error, job.attempts = error, error.attempts
            job.status = "failed"
        job.seconds = self._clock() - began

    def get_job(self, job_id):
        return self._jobs[job_id]

    def get_result(self, job_id):
        job = self._jobs[job_id]
        if job.status == "failed":
            raise job.error
        if job.status != "done":
            raise RuntimeError(f"{job_id} is {job.status}")
        return job.result

    def counts(self):
        """How many jobs have each status; statuses without a job are left out."""
        totals = {}
        for job in self._jobs.values():
            totals[job.status] = totals.get(job.status, 0) + 1
        return totals
