"""Answers that attack the line, end the worker or exhaust it: never a pass, and told for what they are."""
import pytest

from launcher import CANARIES

TESTS = """
    import solution
    def test_one(): assert solution.one() == 1
    def test_two(): assert solution.two() == 2
"""
HONEST = """
    def one(): return 1
    def two(): return 2
"""
QUICK = {"hello_s": 10, "import_s": 1, "call_s": 1, "test_s": 2}


def test_the_honest_answer_passes(judged):
    assert judged(HONEST, TESTS).passed()


def transport(outcome):
    return next((record["transport"] for record in outcome.records if "detail" in record), None)


ENDS = {
    "exit_at_import": ("import os\nos._exit(0)\n", "eof"),
    "exit_in_a_call": ("import os\ndef one(): os._exit(0)\n", "eof"),
    "exit_by_a_timer": ("import os, threading, time\nthreading.Timer(0.01, os._exit, [0]).start()\ndef one(): time.sleep(1)\n", "eof"),
    "killed": ("import os\ndef one(): os.kill(os.getpid(), 9)\n", "eof"),
    "forks_and_leaves": ("import os, time\nif os.fork():\n    os._exit(0)\ntime.sleep(1)\n", "eof"),
    "replaced_by_another_program": ("import os\nos.execv('/bin/sleep', ['sleep', '3'])\n", "eof"),
    "shuts_the_line_down": ("import socket\nsocket.socket(fileno=3).shutdown(socket.SHUT_RDWR)\n", "eof"),
    "closes_the_line_and_waits": ("import os, time\nos.closerange(3, 64)\ntime.sleep(60)\n", None),  # seen at once, or waited for
    "hangs_at_import": ("import time\ntime.sleep(60)\n", "timeout"),
    "hangs_in_a_call": ("import time\ndef one(): time.sleep(60)\n", "timeout"),
    "writes_noise": ("import os\nos.write(3, b'noise noise noise')\n", "limit"),
    "forges_a_reply": ("import os, json\nb = json.dumps({'k': 'r', 'lt': 'h1', 'id': 9, 'v': 1}).encode()\n"
                       "os.write(3, len(b).to_bytes(4, 'big') + b)\n", "frame"),
    "forges_the_next_reply": ("import os, json\ndef one():\n    for n in range(1, 30):\n"
                              "        b = json.dumps({'k': 'r', 'lt': 'h1', 'id': n, 'v': 1}).encode()\n"
                              "        os.write(3, len(b).to_bytes(4, 'big') + b)\ntwo = one\n", "frame"),
    "floods_the_line": ("import os, json\nb = json.dumps({'k': 'q', 'lt': 'w1', 'id': 1, 'op': 'call', 'p': [1], 'a': ['x' * 999999], 'kw': []}).encode()\n"
                        "while True: os.write(3, len(b).to_bytes(4, 'big') + b)\n", "frame"),
    "opens_threads_without_end": ("import os, json\nfor n in range(1000):\n    b = json.dumps({'k': 'q', 'lt': 'w%d' % (n + 5), 'id': 1, 'op': 'call', 'p': [1], 'a': [], 'kw': []}).encode()\n"
                                  "    os.write(3, len(b).to_bytes(4, 'big') + b)\n", "frame"),
}


@pytest.mark.parametrize("name", list(ENDS))
def test_the_end_of_the_line_is_told(judged, name):
    answer, kind = ENDS[name]
    outcome = judged(answer, TESTS, limits=QUICK)
    assert transport(outcome) in ((kind,) if kind else ("eof", "timeout")) and not outcome.passed()
    assert outcome.records[-1]["transport"] is True and outcome.records[0] == {"ready": True}


def test_after_the_end_nothing_passes(judged):
    outcome = judged("import os\ndef one(): os._exit(0)\n", """
        import pytest, solution
        def test_swallows():
            try: solution.one()
            except BaseException: pass
        def test_raises():
            with pytest.raises(BaseException): solution.one()
        def test_plain(): pass
    """)
    assert set(outcome.calls()) >= {"test_swallows"} and "passed" not in outcome.calls().values()
    assert outcome.records[-1]["transport"] is True


def test_an_end_between_two_tests_is_no_pass(judged):
    outcome = judged("import os, threading\ndef one():\n    threading.Timer(0.05, os._exit, [0]).start()\n    return 1\n", """
        import time, solution
        def test_one(): assert solution.one() == 1
        def test_waits(): time.sleep(0.5)
    """)
    assert transport(outcome) == "eof" and not outcome.passed()


def test_a_test_that_loops_is_stopped_by_the_testers_clock(judged):
    outcome = judged(HONEST, """
        import solution
        def test_one():
            while True:
                try:
                    while True: pass
                except BaseException:
                    if solution is None: break
    """, limits=QUICK, wall_s=60)
    assert transport(outcome) == "timeout" and outcome.records[-1]["transport"] is True and not outcome.passed()


def test_a_signal_handler_of_the_answer_does_not_reach_the_testers_clock(judged):
    outcome = judged("import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.alarm(0)\n"
                     "def one(): time.sleep(60)\n", TESTS, limits={**QUICK, "call_s": 30})
    assert transport(outcome) == "timeout"


def test_a_patched_clock_of_the_answer_is_not_the_tests(judged):
    outcome = judged("import time\ntime.sleep = lambda s: None\ntime.monotonic = time.perf_counter = lambda: 1e9\n"
                     "def wait(s): time.sleep(s)\n", """
        import time, solution
        def test():
            start = time.perf_counter()
            solution.wait(0.2)
            assert time.perf_counter() - start >= 0.2
    """)
    assert outcome.calls() == {"test": "failed"} and transport(outcome) is None


IMPORTS = {
    "an_exception": ("raise ValueError('no good')", "ValueError", "no good"),
    "a_syntax_error": ("def broken(:\n", "SyntaxError", None),
    "system_exit": ("import sys\nsys.exit(0)\n", "SystemExit", "0"),
    "keyboard_interrupt": ("raise KeyboardInterrupt\n", "RemoteError", None),
    "a_missing_module": ("import pytest\n", "ModuleNotFoundError", "No module named 'pytest'"),
    "memory": ("x = bytearray(1 << 40)\n", "MemoryError", None),
    "recursion": ("def f(): f()\nf()\n", "RecursionError", None),
}


@pytest.mark.parametrize("name", list(IMPORTS))
def test_a_failed_import_is_told_with_its_reason(judged, name):
    answer, kind, message = IMPORTS[name]
    outcome = judged(answer, TESTS, limits={**QUICK, "import_s": 10})
    error = outcome.one("import_error")
    assert error["type"] == kind and (message is None or error["message"] == message)
    assert outcome.records[-1] == {"end": 3, "tests": 0, "canaries": 0, "transport": False} and outcome.status == 3


def test_frames_of_the_answer_are_told(judged):
    outcome = judged("def inner():\n    raise ValueError('x')\ndef one():\n    inner()\n", TESTS)
    assert outcome.error_of("test_one") == {
        "type": "ValueError", "message": "x", "frames": ["solution.py:4 in one", "solution.py:2 in inner"]}


def test_memory_errors_of_calls_keep_their_type(judged):
    outcome = judged("def one(): return bytearray(1 << 40)\n", TESTS)
    assert outcome.error_of("test_one")["type"] == "MemoryError"


def test_a_memory_limit_reaches_the_answer(judged):
    outcome = judged("def one(): return len(bytearray(400 << 20))\n", TESTS,
                     limits={"worker": {"AS": 300 << 20, "NOFILE": 64, "CORE": 0}})
    assert outcome.error_of("test_one")["type"] == "MemoryError"


def test_what_the_answer_says_is_bounded_and_on_one_line(judged):
    outcome = judged("def one(): raise ValueError('\\x1b[31m\\n' + 'y' * 100000 + '\\ud800')\n", TESTS)
    message = outcome.error_of("test_one")["message"]
    assert len(message) == 300 and "\n" not in message


def test_no_line_of_a_test_is_told(judged):
    outcome = judged("def one(): return 5\n", "import solution\ndef test_one(): assert solution.one() == 'the secret 4711'\n")
    assert outcome.calls() == {"test_one": "failed"} and "4711" not in str(outcome.records) + outcome.tester_output


def test_the_answer_has_no_descriptor_but_its_own(judged):
    outcome = judged("import os\ndef fds(): return sorted(int(n) for n in os.listdir('/proc/self/fd'))\n", """
        import solution
        def test(): assert solution.fds()[:4] == [0, 1, 2, 3] and len(solution.fds()) == 5
    """)
    assert outcome.passed()


def test_child_programs_do_not_inherit_the_line(judged):
    outcome = judged("import subprocess\ndef fds(): return subprocess.run(['ls', '/proc/self/fd'], capture_output=True, text=True, close_fds=False).stdout.split()\n", """
        import solution
        def test(): assert "4" not in solution.fds()[:-1] and len(solution.fds()) == 4
    """)
    assert outcome.passed()


def test_an_object_of_the_tests_in_another_process_says_so(judged):
    outcome = judged("""
        import multiprocessing
        def attempt(fn, line):
            try: fn()
            except RuntimeError as error: line.put(str(error))
        def elsewhere(fn):
            context = multiprocessing.get_context("fork")
            line = context.Queue()
            child = context.Process(target=attempt, args=(fn, line))
            child.start()
            return line.get(timeout=5)
        """, """
        import solution
        def test(): assert "another process" in solution.elsewhere(lambda: 1)
    """)
    assert outcome.passed()


@pytest.mark.parametrize("body", ["pytest.skip()", "pytest.xfail()", "raise unittest.SkipTest", "pytest.exit('x')"])
def test_outcomes_named_by_the_answer_are_failures(judged, body):
    outcome = judged("import unittest\nclass pytest:\n    class Skipped(Exception): pass\n"
                     "    def skip(): raise pytest.Skipped\n    xfail = skip\n    exit = skip\ndef one():\n    %s\n" % body, TESTS)
    assert outcome.calls()["test_one"] == "failed"


def test_an_error_that_pytest_cannot_show_is_a_failure_and_not_pytests_own(judged):
    place = "('file', 1, 'three', 'text', 1, 2)"  # the traceback module computes with the column
    outcome = judged("def one(): raise SyntaxError('x', %s)\ndef two(): return 2\n" % place, TESTS)
    assert outcome.calls() == {"test_one": "failed", "test_two": "passed"} and outcome.one("end") == 1


def test_skips_of_the_tests_are_told_as_skips(judged):
    outcome = judged(HONEST, "import pytest\ndef test(): pytest.skip('x')\n@pytest.mark.xfail\ndef test_x(): pass\n")
    assert not outcome.passed() and [r["outcome"] for r in outcome.records if r.get("when") in ("setup", "call")][:1] == ["passed"]
    assert "skipped" in outcome.calls().values() and "xpassed" in outcome.calls().values()


def test_a_test_file_that_skips_itself_has_no_tests(judged):
    outcome = judged(HONEST, "import pytest\npytest.skip('not here', allow_module_level=True)\ndef test(): pass\n")
    assert outcome.one("collected") == [] and not outcome.passed()


def test_no_worker_is_no_ready(judged):
    import subprocess

    outcome = judged(HONEST, TESTS, worker=lambda line, output, box: subprocess.Popen(["true"]), limits=QUICK)
    assert outcome.records == [{"end": 3, "tests": 0, "canaries": 0, "transport": False}]


def test_canaries_fail_before_the_tests_and_after_them_and_are_told_apart(judged):
    outcome = judged(HONEST, TESTS)
    told = [r.get("canary", "a test") for r in outcome.records if "canary" in r or r.get("when") == "call"]
    assert told == [*CANARIES[:2], *["a test"] * len(outcome.one("collected")), *CANARIES[2:]]
    assert not any("canary" in each for each in outcome.one("collected"))


def test_tests_are_listed_without_an_answer(judged):
    outcome = judged("", "from solution import a, B\nimport solution.sub\n@a\ndef test_x(): pass\n", mode="collect")
    assert outcome.records == [{"collected": ["test_it.py::test_x"]}, {"end": 0, "tests": 1, "canaries": 0, "transport": False}]


def test_a_test_file_that_does_not_load_is_a_collect_error(judged):
    outcome = judged("x = 1", "from solution import missing\ndef test(): pass\n")
    assert outcome.one("collect_error")["type"] == "ImportError" and not outcome.passed()


def test_nothing_is_left_in_the_tests_folder(harness, judged):
    import os
    import time

    judged(HONEST, TESTS)
    until = time.monotonic() + 10
    while os.listdir(harness.tests_root) and time.monotonic() < until:
        time.sleep(0.01)
    assert os.listdir(harness.tests_root) == []
