# breaks: the next job starts only after the retries of the one before
import itertools
import queue
import threading
import time

MAX_RETRIES = 3
FIRST_PAUSE_S = 1


class JobFailedError(Exception):
    pass


class _Job:
    def __init__(self, job_id, fn, args):
        self.id = job_id
        self.fn = fn
        self.args = args
        self.ended = threading.Event()
        self.attempts = 0
        self.value = None
        self.error = None


class JobQueue:
    def __init__(self, sleep=time.sleep):
        self._sleep = sleep
        self._jobs = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._line = queue.Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def add_job(self, fn, *args):
        with self._lock:
            job = _Job(f"job-{next(self._numbers)}", fn, args)
            self._jobs[job.id] = job
            self._line.put(job)
        return job.id

    def get_result(self, job_id):
        with self._lock:
            job = self._jobs[job_id]
        job.ended.wait()
        if job.error is not None:
            raise JobFailedError(f"{job_id} failed after {1 + MAX_RETRIES} attempts") from job.error
        return job.value

    def _work(self):
        while True:
            job = self._line.get()
            if self._attempt(job):
                job.ended.set()
            else:
                self._line.put(job)

    def _attempt(self, job):
        if job.attempts > 0:
            self._sleep(FIRST_PAUSE_S * 2 ** (job.attempts - 1))
        job.attempts += 1
        try:
            job.value = job.fn(*job.args)
            job.error = None
            return True
        except Exception as error:
            job.error = error
        return job.attempts > MAX_RETRIES
