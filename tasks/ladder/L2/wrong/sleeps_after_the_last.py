# breaks: there is no pause after the last attempt
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
            self._attempt(job)
            job.ended.set()

    def _attempt(self, job):
        pause = FIRST_PAUSE_S
        for _ in range(MAX_RETRIES + 1):
            try:
                job.value = job.fn(*job.args)
                job.error = None
                return
            except Exception as error:
                job.error = error
                self._sleep(pause)
                pause *= 2
