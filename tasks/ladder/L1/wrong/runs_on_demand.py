# breaks: jobs run whether or not anybody asks for their results
import itertools
import queue
import threading


class _Job:
    def __init__(self, fn, args):
        self.fn = fn
        self.args = args
        self.ended = threading.Event()
        self.value = None
        self.error = None


class JobQueue:
    def __init__(self):
        self._jobs = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._line = queue.Queue()
        self._worker = None

    def add_job(self, fn, *args):
        job = _Job(fn, args)
        with self._lock:
            job_id = f"job-{next(self._numbers)}"
            self._jobs[job_id] = job
            self._line.put(job)
        return job_id

    def get_result(self, job_id):
        with self._lock:
            job = self._jobs[job_id]
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, daemon=True)
                self._worker.start()
        job.ended.wait()
        if job.error is not None:
            raise job.error
        return job.value

    def _work(self):
        while True:
            job = self._line.get()
            try:
                job.value = job.fn(*job.args)
            except Exception as error:
                job.error = error
            job.ended.set()
