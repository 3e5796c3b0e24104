"""Calling again what failed."""
import time

MAX_RETRIES = 3
BASE_DELAY = 1.0


class JobFailedError(Exception):
    """All attempts at a call failed; the last exception is the cause."""

    def __init__(self, attempts):
        super().__init__(f"gave up after {attempts} attempts")
        self.attempts = attempts


def backoff_delay(retry):
    """Seconds to wait before retry number 1, 2, 3..."""
    return BASE_DELAY * 2 ** (retry - 1)


class RetryPolicy:
    """Calls a function until it succeeds or the retries are used up."""

    def __init__(self, sleep=time.sleep):
        self.sleep = sleep

    def run(self, fn, *args):
        """Returns (value, attempts), or raises JobFailedError."""
        attempts = 0
        while True:
            attempts += 1
            try:
                return fn(*args), attempts
            except Exception as error:
                if attempts > MAX_RETRIES:
                    raise JobFailedError(attempts) from error
            self.sleep(backoff_delay(attempts))
