# breaks: no two jobs of a queue have the same id
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
        self._lock = threading.Lock()
        self._line = queue.Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def add_job(self, fn, *args):
        job = _Job(fn, args)
        with self._lock:
            job_id = f"job-{self._line.qsize() + 1}"
            self._jobs[job_id] = job
            self._line.put(job)
        return job_id

    def get_result(self, job_id):
        with self._lock:
            job = self._jobs[job_id]
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
