"""Judges by a program: a trusted checker that sends commands to the worker and decides by its exit status. Commands and files go out,
plain values come back; the answer is no object here, and asks nothing.
"""
import builtins
import os
import runpy
import signal
import sys
import traceback

import quantladder_task
from rpc import Forged, FrameError, TransportFailure
from rpc_plain import PlainPeer
from setup_steps import Blocked, steps
from tester_start import lay_out_tests, start_answer

PASS, FAIL, TROUBLE = 0, 1, 2
REQUESTS = frozenset(("start", "run", "read_file", "write_file", "service_start", "service_send", "service_line", "service_state",
                      "service_stop", "tcp_open", "tcp_read", "tcp_close"))
OS_ERRORS = {name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, OSError)}


class WorkerError(Exception):
    """Another error of the worker. Were it of its own class, a worker could say SystemExit, and end the checker well."""


class CommandPeer(PlainPeer):
    side = "h"
    other = "w"
    max_threads = 0
    max_received = 64 << 20

    def request(self, op, *plain, **more):
        if op not in REQUESTS:
            raise TypeError("a checker has commands and files, and no objects of the answer (%s)" % op)
        return super().request(op, *plain, **more)

    def perform(self, op, plain, args, kwargs):
        raise Forged("a request to a checker")

    def decode_error(self, e):
        if type(e) is not dict or type(e.get("c")) is not dict:
            raise FrameError("an exception of the wrong shape")
        name = e["c"].get("bt")
        kind = OS_ERRORS.get(name, WorkerError) if type(name) is str else WorkerError
        error = kind(*self.decode_all(e.get("args"), 1))
        error.of_the_worker = True
        return error


def exit_status(code):
    """Reads the code of SystemExit as the interpreter does: None is 0, a number itself, any text 1."""
    if code is None:
        return PASS
    return code & 0xFF if type(code) is int else FAIL


def run_checker(path):
    """Returns 0 for passed, 1 for failed. A failed assertion fails the answer, and so does an error that came from the worker, where the
    answer may have put a folder in a file's place; any other accident is the checker's own."""
    sys.argv = [path]
    try:
        runpy.run_path(path, run_name="__main__")
        return PASS
    except SystemExit as leaving:
        return exit_status(leaving.code)
    except AssertionError:
        traceback.print_exc()
        return FAIL
    except (TransportFailure, Blocked) as failure:
        print(failure, file=sys.stderr)
        return FAIL
    except BaseException as error:
        traceback.print_exc()
        return FAIL if hasattr(error, "of_the_worker") else TROUBLE


def check(rpc_fd, assignment, folder, verdict):
    """Runs the checker and returns its status; everything else is said on the verdict pipe."""
    peer, limit = CommandPeer(rpc_fd), assignment["limits"]["test_s"]

    def ring(number, frame):
        peer.fail("timeout", "the checker took more than %g s" % limit)
        raise TransportFailure(peer.failed[1])

    status = 3
    try:
        if start_answer(peer, assignment, verdict):
            quantladder_task._connect(peer, assignment)
            path = lay_out_tests(folder, assignment)[0]
            sys.path.insert(0, os.path.dirname(path))
            signal.signal(signal.SIGALRM, ring)
            signal.setitimer(signal.ITIMER_REAL, limit, 1.0)
            status = run_checker(path)
            signal.setitimer(signal.ITIMER_REAL, 0)
            verdict.tell({"program": status})
    except TransportFailure:
        status = 3
    verdict.flag(peer.failed)
    verdict.tell_slow(steps)
    verdict.tell({"end": status, "tests": 0, "canaries": 0, "transport": peer.failed is not None})
    return status
