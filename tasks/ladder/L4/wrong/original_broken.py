# breaks: jobs that overlap lose results, run twice and are counted wrong (this is the code of the prompt, unchanged)
import threading


class JobQueue:
    """Jobs wait here until some thread calls run_next(). Any number of threads may call any method at any time."""

    def __init__(self):
        self._added = 0
        self._finished = 0
        self._pending = []
        self._events = {}
        self._results = {}

    def add_job(self, fn, *args):
        self._added += 1
        job_id = f"job-{self._added}"
        self._events[job_id] = threading.Event()
        self._pending.append((job_id, fn, args))
        return job_id

    def run_next(self):
        if not self._pending:
            return None
        job_id, fn, args = self._pending[0]
        results = dict(self._results)
        finished = self._finished
        try:
            results[job_id] = ("value", fn(*args))
        except Exception as error:
            results[job_id] = ("error", error)
        self._results = results
        self._finished = finished + 1
        self._pending.pop(0)
        self._events[job_id].set()
        return job_id

    def get_result(self, job_id):
        self._events[job_id].wait()
        kind, outcome = self._results[job_id]
        if kind == "error":
            raise outcome
        return outcome

    def pending(self):
        return len(self._pending)

    def finished(self):
        return self._finished
