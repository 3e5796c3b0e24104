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
