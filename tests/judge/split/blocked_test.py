"""Set-up steps: what could not be built is told once, and a test that needs it is blocked, whatever it catches."""
import pytest

HEAD = """
import pytest
import quantladder_task as task
"""
BROKEN = ["sh", "-c", "echo built >> log; echo answer.c:3: no such name >&2; exit 2"]
COUNTS = ["sh", "-c", "echo built >> log"]


@pytest.fixture
def tested(harness):
    def test(text, files=(), **more):
        return harness.judge({"test_it.py": HEAD + text}, dict(files) or {"answer.c": ""}, module="", **more)

    return test


def statuses(outcome):
    """Returns each test's first phase that did not pass."""
    found = {}
    for record in outcome.records:
        name = record.get("test", "").partition("::")[2]
        if name and found.get(name, "passed") == "passed":
            found[name] = record["outcome"]
    return found


def test_a_build_that_fails_blocks_the_tests_that_need_it_and_is_not_tried_again(tested):
    outcome = tested("""
BUILD = %r

@pytest.fixture(scope="module")
def program():
    return task.build(BUILD)

def test_one(program): pass
def test_two(program): pass
def test_without_fixture(): task.build(BUILD)
def test_other(): assert task.read("log") == b"built\\n"
""" % BROKEN)
    assert statuses(outcome) == {"test_one": "blocked", "test_two": "blocked", "test_without_fixture": "blocked", "test_other": "passed"}
    error = outcome.error_of("test_one")
    assert error["type"] == "Blocked" and "ended with status 2: answer.c:3: no such name" in error["message"]
    assert outcome.error_of("test_two") == error and not outcome.passed()


def test_a_build_that_works_is_done_once(tested):
    outcome = tested("""
def test_one(): assert task.build(%r).status == 0
def test_two(): task.build(%r); assert task.read("log") == b"built\\n"
def test_other_environment(): task.build(%r, env={"A": "1"}); assert task.read("log") == b"built\\n" * 2
""" % (COUNTS, COUNTS, COUNTS))
    assert set(statuses(outcome).values()) == {"passed"} and outcome.passed()


def test_a_build_that_hangs_is_blocked_by_its_limit(tested):
    outcome = tested("def test_one(): task.build(['sleep', '60'], timeout=0.3)\n")
    assert outcome.error_of("test_one")["message"] == "sleep 60 is not done after 0.3 s: it wrote nothing"


SLOW = {
    "a build": "task.build(['sleep', '60'], timeout=0.3)",
    "a port": "task.start(['sleep', '60'], port=1, ready_within=0.3)",
    "a greeting": "task.start(['sleep', '60'], greeting='ready', ready_within=0.3)",
    "a step that starts": "task.set_up('step', lambda: task.start(['sleep', '60'], port=1, ready_within=0.3))",
    "a step that asks": "task.set_up('step', lambda: task.start(['cat']).read_line(0.3))",
}
BROKEN_STEPS = {
    "a build": "task.build(['false'])",
    "a service": "task.start(['false'], port=1)",
    "a greeting": "task.start(['echo', 'no'], greeting='ready')",
    "a step": "task.set_up('step', lambda: 1 / 0)",
}


@pytest.mark.parametrize("step", list(SLOW.values()), ids=list(SLOW))
def test_a_step_that_failed_by_time_alone_is_told_as_slow_once(tested, step):
    outcome = tested("def test_one(): %s\n\ndef test_two(): %s\n" % (step, step))
    assert statuses(outcome) == {"test_one": "blocked", "test_two": "blocked"}
    assert outcome.all_of("slow") == [True] and outcome.records[-1]["transport"] is False


@pytest.mark.parametrize("step", list(BROKEN_STEPS.values()), ids=list(BROKEN_STEPS))
def test_a_step_that_failed_by_itself_is_not_told_as_slow(tested, step):
    outcome = tested("def test_one(): %s\n" % step)
    assert statuses(outcome) == {"test_one": "blocked"} and outcome.all_of("slow") == []


def test_a_test_that_is_slow_is_no_slow_step(tested):
    outcome = tested("def test_one(): task.start(['cat']).read_line(0.3)\n")
    assert statuses(outcome) == {"test_one": "failed"} and outcome.all_of("slow") == []


def test_a_checker_tells_of_a_slow_step(harness):
    checker = "import quantladder_task as task\n" + SLOW["a build"]
    outcome = harness.judge({"check.py": checker}, {"answer.c": ""}, mode="program")
    assert outcome.one("program") == 1 and outcome.one("slow") is True


LONG = {
    "a build": "task.build(['sleep', '60'])",
    "a port": "task.start(['sleep', '60'], port=1)",
    "a greeting": "task.start(['sleep', '60'], greeting='ready')",
}


@pytest.mark.parametrize("step", list(LONG.values()), ids=list(LONG))
@pytest.mark.parametrize("mode", ["judge", "program"])
def test_a_step_ends_before_the_time_of_its_test(harness, step, mode):
    text = HEAD + ("def test_one(): %s\n" % step if mode == "judge" else step)
    outcome = harness.judge({"test_it.py": text}, {"answer.c": ""}, module="", mode=mode, limits={"test_s": 3})
    assert outcome.all_of("transport") == [False] and outcome.one("slow") is True
    assert statuses(outcome) == ({"test_one": "blocked"} if mode == "judge" else {})


@pytest.mark.parametrize("caught", [
    "with pytest.raises(BaseException): task.build(%r)",
    "try: task.build(%r)\n    except BaseException: pass",
    "import threading\n    thread = threading.Thread(target=lambda: task.build(%r))\n    thread.start(); thread.join()",
    "import contextlib\n    with contextlib.suppress(BaseException): task.build(%r)",
], ids=["raises", "except", "thread", "suppress"])
def test_no_test_passes_by_catching_what_blocks_it(tested, caught):
    outcome = tested("def test_one():\n    %s\n\ndef test_two(): pass\n" % (caught % BROKEN))
    assert statuses(outcome) == {"test_one": "blocked", "test_two": "passed"}


def test_a_fixture_that_catches_it_blocks_its_test(tested):
    outcome = tested("""
@pytest.fixture
def program():
    try: task.build(["false"])
    except BaseException: pass

def test_one(program): pass
""")
    assert statuses(outcome) == {"test_one": "blocked"}


def test_any_step_may_block(tested):
    outcome = tested("""
calls = []

def load():
    calls.append(1)
    raise ValueError("no table")

def test_one(): task.set_up("tables", load)
def test_two(): task.set_up("tables", load)
def test_three(): assert calls == [1] and task.set_up("sum", lambda: 4) == task.set_up("sum", lambda: 5) == 4
""")
    assert statuses(outcome) == {"test_one": "blocked", "test_two": "blocked", "test_three": "passed"}
    assert outcome.error_of("test_two")["message"] == "tables: ValueError: no table"


def test_an_answer_cannot_say_that_a_test_is_blocked(harness):
    outcome = harness.judge({"test_it.py": "import solution\ndef test_one(): solution.f()\n"}, {"solution.py": """
class Blocked(BaseException): pass
Blocked.__module__ = "setup_steps"
def f(): raise Blocked("no fault of mine")
"""})
    assert statuses(outcome) == {"test_one": "failed"}


def test_a_checker_fails_an_answer_that_cannot_be_built(harness):
    outcome = harness.judge({"check.py": "import quantladder_task as task\ntask.build(['false'])\n"}, {"answer.c": ""}, mode="program")
    assert outcome.one("program") == 1 and "false ended with status 1" in outcome.tester_output
