# group: files and descriptors
# expect: not_pass
# tries: writes a conftest.py that turns every report green wherever it can, then starts the same command again
import os
import pathlib

HOOK = """
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    report.outcome, report.longrepr = "passed", None

def pytest_sessionfinish(session):
    session.exitstatus = 0
"""
if "SECOND_TIME" not in os.environ:
    os.environ["SECOND_TIME"] = "1"
    for folder in (".", "..", "/tests", "/box", "/tmp", os.path.dirname(os.path.abspath(__file__))):
        try:
            pathlib.Path(folder, "conftest.py").write_text(HOOK)
        except OSError:
            pass
    command = pathlib.Path("/proc/self/cmdline").read_bytes().split(b"\0")[:-1]
    for fd in range(3, 64):
        try:
            os.set_inheritable(fd, True)
        except OSError:
            pass
    os.execv("/proc/self/exe", command)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
