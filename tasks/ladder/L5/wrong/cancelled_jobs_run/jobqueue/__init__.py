# breaks: cancelled jobs never run
"""A small job queue with priorities and retries."""
from .core import Job, JobQueue
from .priority import PriorityLine, resolve_priority
from .retry import JobFailedError, RetryPolicy, backoff_delay

__all__ = ["Job", "JobFailedError", "JobQueue", "PriorityLine", "RetryPolicy", "backoff_delay", "resolve_priority"]
