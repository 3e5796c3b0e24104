# breaks: priority.py defines LEVELS, resolve_priority and PriorityLine
"""A small job queue with priorities and retries."""
from . import priority
from .core import Job, JobQueue, PriorityLine, resolve_priority
from .retry import JobFailedError, RetryPolicy, backoff_delay

__all__ = ["Job", "JobFailedError", "JobQueue", "PriorityLine", "RetryPolicy", "backoff_delay", "resolve_priority"]
