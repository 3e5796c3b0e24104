# breaks: no result is lost: an older copy of the results replaces newer ones
import threading


class JobQueue:
    """Jobs wait here until some thread calls run_next(). Any number of threads may call any method at any time."""

    def __init__(self):
        self._lock = threading.Lock()  # guards all that follows; never held while a job runs
        self._added = 0
        self._finished = 0
        self._pending = []
        self._events = {}
        self._results = {}

    def add_job(self, fn, *args):
        with self._lock:
            self._added += 1
            job_id = f"job-{self._added}"
            self._events[job_id] = threading.Event()
            self._pending.append((job_id, fn, args))
        return job_id

    def run_next(self):
        with self._lock:
            if not self._pending:
                return None
            job_id, fn, args = self._pending.pop(0)
            results = dict(self._results)
        try:
            result = ("value", fn(*args))
        except Exception as error:
            result = ("error", error)
        with self._lock:
            results[job_id] = result
            self._results = results
            self._finished += 1
            self._events[job_id].set()
        return job_id

    def get_result(self, job_id):
        with self._lock:
            event = self._events[job_id]
        event.wait()
        with self._lock:
            kind, outcome = self._results.get(job_id, ("value", None))
        if kind == "error":
            raise outcome
        return outcome

    def pending(self):
        with self._lock:
            return len(self._pending)

    def finished(self):
        with self._lock:
            return self._finished
