"""The steps that tests need before they can look at an answer: a build, a server. A step that failed is told once, and blocks every test
that needs it.
"""
SHOWN = 120  # characters of each end of what a failed step wrote


class Blocked(BaseException):
    """What a test needs could not be set up. No `except Exception` of a test may take it for a result."""


class Steps:
    """The steps of one judgement, and how they ended."""

    def __init__(self):
        self._done = {}
        self._reasons = {}  # step -> why it failed
        self._raised = None

    def block(self, reason):
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


def shown(*texts):
    """Returns one short line of the first text that says anything: both ends of what a program wrote."""
    for text in texts:
        line = " ".join(bytes(text).decode("utf-8", "replace").split())
        if line:
            return line if len(line) <= 2 * SHOWN else "%s ... %s" % (line[:SHOWN], line[-SHOWN:])
    return "it wrote nothing"
