"""For authors of tests: what an ordinary pytest file cannot do to an answer that lives in another process.

See tasks/README.md. Import it in a test file like any module; it works only where the tests run.
"""
import textwrap

import task_services
from setup_steps import shown, steps, within_test
from task_apps import App
from task_services import ServiceFailure, failed_by_time, parse_json  # noqa: F401  for the tests
from worker_asks import MAX_OUTPUT, ask, expect, to_ms, to_text

STARTUP_S = 5.0  # for an app to start

files = []  # the paths of the answer's files, in the order of the task
seed = 0  # of this judgement: the same for every model
_peer = None


def _connect(peer, assignment):
    global _peer, seed
    _peer, seed = peer, assignment.get("seed", 0)
    files[:] = [file["path"] for file in assignment["files"]]


class Result:
    """The end of a command of the answer. `status` is its exit status, or minus the signal that ended it, or None when time ran out."""

    def __init__(self, status, stdout, stderr, truncated):
        self.status, self.stdout, self.stderr, self.truncated = status, stdout, stderr, truncated

    @property
    def timed_out(self):
        return self.status is None

    @property
    def text(self):
        """Returns standard output as text."""
        return self.stdout.decode("utf-8", "replace")

    def __repr__(self):
        return "Result(status=%r, stdout=%d bytes, stderr=%d bytes)" % (self.status, len(self.stdout), len(self.stderr))


def run(argv, input=b"", timeout=10.0, env=None, cwd=None):
    """Runs a command in its sandbox, in the answer's folder or one below the test's temporary folder. Output beyond a mebibyte each is
    cut off and `truncated` is set."""
    asked = {"argv": [str(word) for word in argv], "stdin_b64": to_text(input), "timeout_ms": to_ms(timeout),
             "env": {str(name): str(value) for name, value in (env or {}).items()}, "most": MAX_OUTPUT,
             "cwd": None if cwd is None else str(cwd)}
    return Result(*ask(_peer, ((int, type(None)), (bytes,), (bytes,), (bool,)), "run", asked, wait=timeout))


def build(argv, timeout=60.0, env=None, cwd=None):
    """Runs a command without which no test can look at the answer, once in a judgement, and returns its Result. When it fails, each test
    that asks for it is blocked."""
    words = [str(word) for word in argv]

    def work():
        limit = within_test(timeout)
        result = run(words, timeout=limit, env=env, cwd=cwd)
        if result.status != 0:
            end = "is not done after %g s" % limit if result.timed_out else "ended with status %d" % result.status
            steps.block("%s %s: %s" % (" ".join(words), end, shown(result.stderr, result.stdout)), result.timed_out)
        return result

    return steps.once(("build", *words, cwd, *sorted((env or {}).items())), work)


def set_up(step, function):
    """Calls the function once in a judgement, and returns what it returned. When it raises, each test that asks for this step is
    blocked."""
    def work():
        try:
            return function()
        except (Exception, SystemExit) as error:
            steps.block("%s: %s: %s" % (step, type(error).__name__, error), failed_by_time(error))

    return steps.once(("set_up", str(step)), work)


def start(argv, port=None, greeting=None, ready_within=10.0, env=None, cwd=None):
    """Starts a program of the answer that keeps running, and returns it as a Service: with `port` when it listens there, with `greeting`
    when that was its first line. When it does not come up, each test that starts it is blocked."""
    words = [str(word) for word in argv]

    def work():
        try:
            return task_services.start(_peer, words, port, greeting, ready_within, env, cwd)
        except ServiceFailure as failure:
            steps.block(str(failure), failed_by_time(failure))

    return steps.attempt(("start", *words, port, cwd, *sorted((env or {}).items())), work)


def asgi(create, *args, **kwargs):
    """Has the answer make an ASGI app by this function of it, and returns it as an App: a fresh one each time. When none is made, the test
    is blocked."""
    try:
        return App(_peer, create(*args, **kwargs), within_test(STARTUP_S))
    except (Exception, SystemExit) as error:
        steps.block("%s: %s: %s" % (getattr(create, "__name__", "the app"), type(error).__name__, error), failed_by_time(error))


def read(path):
    """Returns the bytes of a file in the answer's folder, at most a mebibyte; FileNotFoundError when there is no regular file."""
    data = _peer.request("read_file", str(path), MAX_OUTPUT)
    expect(_peer, type(data) is bytes, "a file")
    return data


def write(path, text):
    """Puts a file into the answer's folder."""
    _peer.request("write_file", {"path": str(path), "text_b64": to_text(text)})


def define(source):
    """Runs Python text beside the answer and returns it as a module: for hot loops, and for classes that derive from the
    answer's. The answer can read it, so it holds no expected value."""
    return _peer.request("define", textwrap.dedent(source))


def operate(name, *operands):
    """Returns operator.NAME of the operands, by the answer's process: operate("mul", vector, 3)."""
    return _peer.request(name, args=operands)
