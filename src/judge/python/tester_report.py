"""Tells of a session on the verdict pipe: what was collected, every phase of every test, and how each one failed."""
import json
import os
import signal

import _pytest.nodes
import pytest

import tester_mirrors
import tester_newer
from rpc import TransportFailure
from setup_steps import steps

CANARIES = "quantladder_canary.py"
BEFORE = "test_canary_before_"  # the names of those that run before the tests; the others run after them

_shown_by_pytest = _pytest.nodes.Node._repr_failure_py


def _shown(node, excinfo, style=None):
    # Nobody sees what pytest would print of a failure, and making it can stumble over an exception of the answer's, which
    # would be an internal error of pytest's and no verdict: a SyntaxError in an impossible column is enough. Of a skipped
    # file, which only tests can ask for, pytest needs it.
    return _shown_by_pytest(node, excinfo, style) if isinstance(excinfo.value, pytest.skip.Exception) else "failed"


_pytest.nodes.Node._repr_failure_py = _shown


def in_bounds(text, most):
    """Returns one line of at most `most` characters that every parser takes."""
    return " ".join(str(text).split())[:most].encode("utf-8", "replace").decode()


def describe(error, hints=()):
    """Returns the type, the text, the frames inside the answer, and what the test did that may be why. A failed assertion of the tests
    keeps its text to itself."""
    frames = getattr(error, "_remote_frames", None)
    message = ""
    if frames or not isinstance(error, AssertionError):
        try:
            message = in_bounds(error, 300)
        except BaseException as problem:
            message = "(no text: %s)" % in_bounds(type(problem).__name__, 80)
        message += tester_newer.remark(type(error).__name__, message)
    message = "; ".join(filter(None, (message, *hints)))
    return {"type": in_bounds(type(error).__name__, 80), "message": message,
            "frames": [in_bounds(frame, 200) for frame in (frames or [])[-8:]]}


class VerdictPipe:
    """The pipe that only the tester holds, on which a judgement is told."""

    def __init__(self, fd):
        self._fd = fd
        self._flagged = False

    def tell(self, record):
        # quantladder knows the record `ready` and the beginning of `end` by their exact text: judge_run.cpp.
        data = (json.dumps(record) + "\n").encode()
        while data:
            data = data[os.write(self._fd, data):]

    def flag(self, failed):
        """Tells of the failure of the line, once."""
        if failed is not None and not self._flagged:
            self._flagged = True
            self.tell({"transport": failed[0], "detail": in_bounds(failed[1], 200)})

    def tell_slow(self, done):
        """Tells when a set-up step failed by time alone: such a judgement is not believed at once."""
        if done.slow:
            self.tell({"slow": True})


class Reporter:
    """A pytest plugin: tells what was collected and every phase of every test, and keeps the time."""

    def __init__(self, verdict, peer, test_s, left_out=()):
        self._left_out = frozenset(left_out)
        self._verdict, self._peer, self._test_s = verdict, peer, test_s
        self.tests = self.canaries = 0

    @staticmethod
    def _is_canary(nodeid):
        return nodeid.startswith(CANARIES + "::")

    def pytest_collection(self, session):
        if self._peer is not None:
            tester_mirrors.Patches.noted.clear()  # what pytest itself replaced while it started

    @classmethod
    def _turn(cls, item):
        if not cls._is_canary(item.nodeid):
            return 1
        return 0 if item.name.startswith(BEFORE) else 2

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted((item for item in items if item.nodeid not in self._left_out), key=self._turn)

    def pytest_collection_finish(self, session):
        ids = [item.nodeid for item in session.items]
        tests = [each for each in ids if not self._is_canary(each)]
        self.tests, self.canaries = len(tests), len(ids) - len(tests)
        self._verdict.tell({"collected": tests})

    def pytest_exception_interact(self, node, call, report):
        if report.when == "collect":
            error = call.excinfo.value.__cause__ or call.excinfo.value
            self._verdict.tell({"collect_error": describe(error, self._hints())})

    def pytest_runtest_setup(self, item):
        self._hints()  # those of the test before
        # Our own clock and our own signal: the answer has no hand on either. It rings again in case a test swallows it.
        signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._test_s, 1.0)

    def _ring(self, number, frame):
        self._peer.fail("timeout", "a test took more than %g s" % self._test_s)
        raise TransportFailure(self._peer.failed[1])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = (yield).get_result()
        if report.when == "teardown":
            signal.setitimer(signal.ITIMER_REAL, 0)
        failed, blocked = self._peer.failed, steps.take_raised()
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xpassed" if outcome == "passed" else "xfailed"
        if blocked is not None:
            outcome = "blocked"
        if failed is not None:
            outcome = "failed" if outcome == "passed" else outcome
            item.session.shouldstop = "the line to the answer is gone"
        self._tell(report, outcome, blocked or (call.excinfo.value if call.excinfo is not None else None))
        self._verdict.flag(failed)

    def _hints(self):
        return self._peer.take_hints() if self._peer is not None else ()

    def _tell(self, report, outcome, error):
        if self._is_canary(report.nodeid):
            if report.when == "call" or outcome != "passed":
                self._verdict.tell({"canary": report.nodeid.partition("::")[2], "outcome": outcome})
            return
        record = {"test": report.nodeid, "when": report.when, "outcome": outcome}
        if error is not None:
            record["error"] = describe(error, self._hints())
        self._verdict.tell(record)
