# breaks: the priority is not passed to fn
import heapq
import itertools
import threading


class _Job:
    def __init__(self, fn, args, kwargs):
        self.fn = fn
        self.args = args
        self.kwargs = kwargs
        self.ended = False
        self.value = None
        self.error = None


class JobQueue:
    def __init__(self):
        self._jobs = {}
        self._numbers = itertools.count(1)
        self._heap = []
        self._changed = threading.Condition()
        threading.Thread(target=self._work, daemon=True).start()

    def add_job(self, fn, *args, **kwargs):
        priority = kwargs.get("priority", 0)
        with self._changed:
            number = next(self._numbers)
            job_id = f"job-{number}"
            self._jobs[job_id] = _Job(fn, args, kwargs)
            heapq.heappush(self._heap, (-priority, number, job_id))
            self._changed.notify_all()
        return job_id

    def get_result(self, job_id):
        with self._changed:
            job = self._jobs[job_id]
            self._changed.wait_for(lambda: job.ended)
        if job.error is not None:
            raise job.error
        return job.value

    def _work(self):
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._heap)
                job = self._jobs[heapq.heappop(self._heap)[2]]
            value, error = None, None
            try:
                value = job.fn(*job.args, **job.kwargs)
            except Exception as raised:
                error = raised
            with self._changed:
                job.value, job.error, job.ended = value, error, True
                self._changed.notify_all()
