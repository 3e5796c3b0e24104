"""Runs one task's hidden tests against one answer and reports on a pipe, one JSON object a line.

Started by quantladder inside its sandbox with one argument, a JSON object:
  mode        "judge", or "collect": list the tests against a stand-in for the answer
  module      what the tests import
  box, tests_dir, tests, report_fd
  limits      name of a resource (AS, NPROC, ...) -> value
Nothing it sends holds a line of a test.
"""
import json
import os
import sys

import pytest  # imported before the answer's folder is on the path, so that no file of the answer can take its place

SETTINGS = json.loads(sys.argv[1])
BOX = SETTINGS["box"]
OUT_OF_MEMORY = b'{"out_of_memory": true}\n'  # made while there is some
leave = os._exit


def send(record):
    data = (json.dumps(record) + "\n").encode()
    while data:
        data = data[os.write(SETTINGS["report_fd"], data):]


def set_limits():
    import resource

    for name, value in SETTINGS["limits"].items():
        number = getattr(resource, "RLIMIT_" + name)
        hard = value + 1 if name == "CPU" else value  # so that SIGXCPU comes first and tells a limit from a kill
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            value, hard = min(value, most), min(hard, most)
        resource.setrlimit(number, (value, hard))


def frames_in_box(error):
    found = []
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith(BOX + "/"):
            found.append("%s:%d in %s" % (path[len(BOX) + 1:], trace.tb_lineno, trace.tb_frame.f_code.co_name))
        else:
            found.append(None)
        trace = trace.tb_next
    return found


def describe(error):
    """Type, message and the frames inside the answer. An assertion of the tests keeps its text to itself."""
    frames = frames_in_box(error)
    from_box = bool(frames) and frames[-1] is not None
    message = ""
    if from_box or not isinstance(error, AssertionError):
        try:
            message = " ".join(str(error).split())[:300].encode("utf-8", "replace").decode()
        except BaseException as problem:
            message = "(no text: %s)" % type(problem).__name__
    return {"type": type(error).__name__, "message": message, "frames": [f for f in frames if f][-8:]}


class Reporter:
    """A pytest plugin: what was collected, and every phase of every test."""

    def pytest_collection_finish(self, session):
        send({"collected": [item.nodeid for item in session.items]})

    def pytest_exception_interact(self, node, call, report):
        if report.when == "collect":
            error = call.excinfo.value
            send({"collect_error": describe(error.__cause__ or error)})

    def pytest_internalerror(self, excinfo):
        if isinstance(excinfo.value, MemoryError):
            os.write(SETTINGS["report_fd"], OUT_OF_MEMORY)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = (yield).get_result()
        record = {"test": report.nodeid, "when": report.when, "outcome": report.outcome}
        if hasattr(report, "wasxfail"):
            record["outcome"] = "xfailed"
        if call.excinfo is not None:
            record["error"] = describe(call.excinfo.value)
        send(record)


class AnyName(type):
    """A class that has every attribute and swallows every call; as a decorator it leaves what it decorates."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyName(name, (Exception,), {})

    def __call__(cls, *args, **kwargs):
        return args[0] if len(args) == 1 and not kwargs and callable(args[0]) else cls

    def __iter__(cls):
        return iter(())


class StandIn:
    """Finds the answer's module and its submodules without the answer, so that tests can be listed."""

    def find_spec(self, name, path=None, target=None):
        import importlib.machinery

        if name != SETTINGS["module"] and not name.startswith(SETTINGS["module"] + "."):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        def any_name(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return AnyName(name, (Exception,), {})

        module.__getattr__ = any_name


def import_answer():
    import importlib

    try:
        importlib.import_module(SETTINGS["module"])
        return True
    except BaseException as error:  # SystemExit and KeyboardInterrupt too
        send({"import_error": describe(error)})
        return False


def run_tests():
    # A memory file instead of a path: no file of the answer can stand in its way.
    junit = os.memfd_create("junit")
    arguments = ["-s", "--tb=no", "-q", "--no-header", "--no-summary", "--assert=plain", "--noconftest",
                 "--import-mode=importlib", "--strict-markers", "-c", "/dev/null", "--rootdir=" + SETTINGS["tests_dir"],
                 "-p", "no:cacheprovider", "-p", "no:doctest", "-p", "no:faulthandler", "-p", "no:threadexception",
                 "-p", "no:unraisableexception"]
    if SETTINGS["mode"] == "collect":
        arguments.append("--collect-only")
    else:
        arguments.append("--junitxml=/proc/self/fd/%d" % junit)
    tests = [os.path.join(SETTINGS["tests_dir"], name) for name in SETTINGS["tests"]]
    status = int(pytest.main(arguments + tests, plugins=[Reporter()]))
    os.lseek(junit, 0, os.SEEK_SET)
    with os.fdopen(junit, "rb") as file:
        text = file.read(8 << 20).decode("utf-8", "replace")
    send({"end": status, "junit": text})
    return status


def main():
    set_limits()
    send({"ready": True})
    sys.argv = ["answer"]
    sys.path[0] = BOX  # was this script's folder
    if SETTINGS["mode"] == "collect":
        sys.meta_path.insert(0, StandIn())
    elif not import_answer():
        return 1
    return run_tests()


# The interpreter's own exit would wait for threads that the answer never ends.
try:
    leave(main())
except MemoryError:
    os.write(SETTINGS["report_fd"], OUT_OF_MEMORY)
    leave(1)
