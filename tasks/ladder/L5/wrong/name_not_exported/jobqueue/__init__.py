# breaks: the package exports PriorityLine
"""A small job queue with priorities and retries."""
from .core import Job, JobQueue
from .priority import resolve_priority
from .retry import JobFailedError, RetryPolicy, backoff_delay

__all__ = ["Job", "JobFailedError", "JobQueue", "RetryPolicy", "backoff_delay", "resolve_priority"]
