"""A task whose judge is a program: a trusted checker that sends commands to the worker and decides by its exit status."""
import os
import runpy
import signal
import sys
import traceback

import quantladder_task
from rpc import TransportFailure
from rpc_commands import CommandPeer
from tester_start import lay_out_tests, start_answer

PASS, FAIL, TROUBLE = 0, 1, 2


def exit_status(code):
    """Reads the code of SystemExit as the interpreter does: None is 0, a number itself, any text 1."""
    if code is None:
        return PASS
    return code & 0xFF if type(code) is int else FAIL


def run_checker(path):
    """0: passed, 1: failed. A failed assertion fails the answer, and so does an error that came from the worker, where the
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
    except TransportFailure as failure:
        print(failure, file=sys.stderr)
        return FAIL
    except BaseException as error:
        traceback.print_exc()
        return FAIL if hasattr(error, "of_the_worker") else TROUBLE


def check(rpc_fd, assignment, folder, verdict):
    """Runs the checker; its status, with everything else said on the verdict pipe."""
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
    verdict.tell({"end": status, "tests": 0, "canaries": 0, "transport": peer.failed is not None})
    return status
