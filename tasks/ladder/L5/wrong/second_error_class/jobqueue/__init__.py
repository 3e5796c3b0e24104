# breaks: the package gives the same objects as the files that define them
"""A small job queue with priorities and retries."""
from .core import Job, JobQueue
from .priority import PriorityLine, resolve_priority
from .retry import RetryPolicy, backoff_delay


class JobFailedError(Exception):
    """All attempts at a call failed."""


__all__ = ["Job", "JobFailedError", "JobQueue", "PriorityLine", "RetryPolicy", "backoff_delay", "resolve_priority"]
