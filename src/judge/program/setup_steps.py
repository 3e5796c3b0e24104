"""The steps that tests need before they can look at an answer: a build, a server. A step that failed is told once, and blocks every test
that needs it.
"""
import math
import signal

SHARE = 0.8  # of what is left of the test's time, for one step
SHOWN = 120  # characters of each end of what a failed step wrote


class Blocked(BaseException):
    """What a test needs could not be set up. No `except Exception` of a test may take it for a result."""


class Steps:
    """The steps of one judgement, and how they ended."""

    def __init__(self):
        self._done = {}
        self._reasons = {}  # step -> why it failed
        self._raised = None
        self.slow = False  # a step failed by time alone: on a busy machine that may be no fault of the answer's

    def block(self, reason, slow=False):
        self.slow |= slow
        blocked = Blocked(reason)
        self._raised = self._raised or blocked
        raise blocked

    def attempt(self, step, work):
        """Does the work of a step, and returns what it gives. A step that failed is not tried again."""
        if step not in self._reasons:
            try:
                return work()
            except Blocked as blocked:
                self._reasons[step] = str(blocked)
        self.block(self._reasons[step])

    def once(self, step, work):
        """Likewise, and a step that is done is not done again either."""
        if step not in self._done:
            self._done[step] = self.attempt(step, work)
        return self._done[step]

    def take_raised(self):
        """Returns the first Blocked since this was asked last, None when there was none: a test that caught it is blocked all the same."""
        raised, self._raised = self._raised, None
        return raised


steps = Steps()


def within_test(limit_s):
    """Returns the limit of a step, cut so that it ends before the test's own time does: that would end the whole judgement."""
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    return min(limit_s, max(math.floor(SHARE * left * 10) / 10, 0.1)) if left > 0 else limit_s


def shown(*texts):
    """Returns one short line of the first text that says anything: both ends of what a program wrote."""
    for text in texts:
        line = " ".join(bytes(text).decode("utf-8", "replace").split())
        if line:
            return line if len(line) <= 2 * SHOWN else "%s ... %s" % (line[:SHOWN], line[-SHOWN:])
    return "it wrote nothing"
