"""Judges by pytest: runs the session with its canaries, and tells of it on the verdict pipe."""
import base64
import importlib
import importlib.abc
import importlib.machinery
import os
import random
import sys
import tempfile

import pytest

import quantladder_task
import tester_guard
import tester_idioms
import tester_newer
from rpc import FrameError, TransportFailure
from setup_steps import steps
from tester_listing import Lister
from tester_report import CANARIES, Reporter, describe
from tester_start import lay_out_tests, start_answer

ARGUMENTS = ["-s", "--tb=no", "-q", "--no-header", "--no-summary", "--assert=plain", "--noconftest",
             "--import-mode=importlib", "--strict-markers", "-c", "/dev/null", "-p", "no:cacheprovider", "-p", "no:doctest",
             "-p", "no:faulthandler", "-p", "no:threadexception", "-p", "no:unraisableexception"]


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the answer's module and its submodules on the other end of the line."""

    def __init__(self, peer):
        self._peer = peer
        self._executed = {}  # name -> the module that a test found under it last

    def find_spec(self, name, path=None, target=None):
        if name != self._peer.module:
            if not name.startswith(self._peer.module + ".") or self._peer.request("find", name) is not True:
                return None
        # The answer's module tells by its own __path__ whether it is a package.
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return self._peer.make_module(spec.name)

    def exec_module(self, module):
        before = self._executed.get(module.__name__)
        self._executed[module.__name__] = module
        if before is None:
            self._peer.request("import", module.__name__)
        else:  # importlib.reload, or an import after the test took the module out of sys.modules
            self._peer.request("import_again", module.__name__, before is module)


# They run before the first test, so that no points are earned without them, and once more after the last.
CANARY_TESTS = '''
import {module} as answer


def plain():
    assert 1 == 2


def value_of_the_answer():
    try:
        same = getattr(answer, {name!r}, answer) == {nonsense!r}
    except BaseException:  # also a skip of the tests' own that the answer kept
        same = False
    assert same


test_canary_before_plain = test_canary_after_plain = plain
test_canary_before_value_of_the_answer = test_canary_after_value_of_the_answer = value_of_the_answer
'''


CANARY_OF_A_PROGRAM = '''
import quantladder_task


def plain():
    assert 1 == 2


def value_of_the_answer():
    assert quantladder_task.run(["echo"]).text == {nonsense!r}


test_canary_before_plain = test_canary_after_plain = plain
test_canary_before_value_of_the_answer = test_canary_after_value_of_the_answer = value_of_the_answer
'''


def texts_of(files):
    return [base64.b64decode(file["text_b64"]).decode("utf-8", "replace") for file in files]


def import_answer(peer, limit_s, verdict, text):
    """Returns the names in the answer's module, none where the tests import none; None when its import failed."""
    if not tester_idioms.imports_answer(text, peer.module):
        return []
    try:
        names = peer.request("import", peer.module, timeout=limit_s)
    except (Exception, SystemExit) as error:
        verdict.tell({"import_error": describe(error)})
        return None
    if type(names) is not list:
        peer.fail("frame", "an import that told no names")
        return None
    return names


def write_canaries(folder, module, names, text):
    name = next((each for each in names or () if type(each) is str and each.isidentifier()), "")
    nonsense = "%032x" % random.SystemRandom().getrandbits(128)
    path = os.path.join(folder, CANARIES)
    with open(path, "w") as out:
        tests = CANARY_TESTS if tester_idioms.imports_answer(text, module) else CANARY_OF_A_PROGRAM
        out.write(tests.format(module=module, name=name, nonsense=nonsense))
    return path


def run_pytest(folder, paths, reporter, extra=()):
    return int(pytest.main(ARGUMENTS + ["--rootdir=" + folder, *extra, *paths], plugins=[reporter]))


def judge(peer, assignment, folder, temporary, verdict):
    """Runs the tests and returns the exit status; everything else is said on the verdict pipe."""
    limits = assignment["limits"]
    tester_newer.sources[:] = texts_of(assignment["files"])
    reporter = Reporter(verdict, peer, limits["test_s"], assignment.get("left_out") or ())
    status = 3
    try:
        if start_answer(peer, assignment, verdict):
            text = "\n".join(texts_of(assignment["tests"]))
            names = import_answer(peer, limits["import_s"], verdict, text)
            if names is not None:
                peer.call_limit_s = limits["call_s"]
                quantladder_task._connect(peer, assignment)
                if tester_idioms.works_with_relative_paths(text) and not assignment.get("extras"):
                    os.chdir(tempfile.mkdtemp(dir=temporary))
                peer.mirrors = tester_idioms.mirrors_for(text, peer, folder, temporary)
                tester_guard.keep_out(peer, folder, temporary, peer.mirrors.files_came)
                sys.meta_path.insert(0, Finder(peer))
                paths = lay_out_tests(folder, assignment)
                canaries = write_canaries(folder, peer.module, names, text)
                status = run_pytest(folder, paths + [canaries], reporter)
    except TransportFailure:
        status = 3
    except (FrameError, OSError) as problem:  # the answer's files could not be laid out
        verdict.tell({"import_error": describe(problem)})
    verdict.flag(peer.failed)
    verdict.tell_slow(steps)
    verdict.tell({"end": status, "tests": reporter.tests, "canaries": reporter.canaries,
                  "transport": peer.failed is not None})
    return status


def collect(assignment, folder, verdict):
    """Lists the tests against an inert stand-in for the answer."""
    reporter = Lister(assignment["module"], "\n".join(texts_of(assignment["tests"])), verdict)
    status = run_pytest(folder, lay_out_tests(folder, assignment), reporter, ["--collect-only"])
    verdict.tell({"end": status, "tests": reporter.tests, "canaries": 0, "transport": False})
    return status
