"""Tasks whose judge is a program: a checker that sends commands to the worker."""
import os

import pytest

ANSWER = {"answer.sh": "read a\nread b\necho $((a + b))\n"}


@pytest.fixture
def checked(harness):
    from textwrap import dedent

    def check(checker, files=None, **more):
        text = "import quantladder_task as task\n" + dedent(checker)
        return harness.judge({"check.py": text}, ANSWER if files is None else files, mode="program", **more)

    return check


def end(status, transport=False):
    return [{"ready": True}, {"program": status}, {"end": status, "tests": 0, "canaries": 0, "transport": transport}]


def test_a_checker_that_returns_passes(checked):
    assert checked("assert task.run(['sh', 'answer.sh'], input='3\\n4\\n').text == '7\\n'").records == end(0)


def test_a_failed_assertion_fails(checked):
    outcome = checked("assert task.run(['sh', 'answer.sh'], input='3\\n4\\n').text == '8\\n'")
    assert outcome.records == end(1) and outcome.status == 1


@pytest.mark.parametrize("leaving, status", [("0", 0), ("None", 0), ("1", 1), ("'text'", 1), ("5", 5), ("256 + 1", 1)])
def test_the_exit_status_of_the_checker_decides(checked, leaving, status):
    assert checked("raise SystemExit(%s)" % leaving).records == end(status)


def test_an_accident_of_the_checker_is_trouble_and_no_failure(checked):
    assert checked("task.run(['true']).nonsense").records == end(2)


@pytest.mark.parametrize("command, status", [("exit 3", 3), ("kill -9 $$", -9), ("true", 0)])
def test_how_a_command_ended_is_told(checked, command, status):
    assert checked("assert task.run(['sh', '-c', %r]).status == %d" % (command, status)).records == end(0)


def test_a_missing_command_is_127(checked):
    assert checked("assert task.run(['no-such-command']).status == 127").records == end(0)


def test_a_command_that_takes_too_long_is_killed(checked):
    assert checked("assert task.run(['sleep', '60'], timeout=0.2).timed_out").records == end(0)


def test_a_process_left_behind_does_not_hold_the_checker_up(checked):
    assert checked("assert task.run(['sh', '-c', 'sleep 60 & echo hi'], timeout=30).text == 'hi\\n'").records == end(0)


@pytest.mark.parametrize("answer, ask", [
    ("mkdir out.txt", "task.read('out.txt')"), ("chmod 555 .", "task.write('in.txt', 'x')"), ("true", "task.read('out.txt')")])
def test_what_the_answer_made_of_its_folder_is_its_own_fault(checked, answer, ask):
    if "chmod" in answer and os.geteuid() == 0:
        answer, ask = "mkdir in.txt", "task.write('in.txt', 'x')"
    outcome = checked("task.run(['sh', 'answer.sh'])\n" + ask, {"answer.sh": answer})
    assert outcome.records == end(1)


def test_long_output_is_cut_off_and_said_so(checked):
    outcome = checked("got = task.run(['sh', '-c', 'yes | head -c 3000000'])\n"
                      "assert got.truncated and len(got.stdout) == 1 << 20")
    assert outcome.records == end(0)


def test_a_long_input_arrives_whole(checked):
    assert checked("assert task.run(['cat'], input=b'x' * 900000).stdout == b'x' * 900000").records == end(0)


def test_standard_error_is_apart(checked):
    assert checked("assert task.run(['sh', '-c', 'echo out; echo err >&2']).stderr == b'err\\n'").records == end(0)


def test_the_environment_can_be_added_to(checked):
    assert checked("assert task.run(['sh', '-c', 'echo $WORD'], env={'WORD': 'x'}).text == 'x\\n'").records == end(0)


def test_files_go_in_and_come_out(checked):
    outcome = checked("task.write('in/data.txt', 'x')\ntask.run(['cp', 'in/data.txt', 'out.txt'])\n"
                      "assert task.read('out.txt') == b'x' and task.files == ['answer.sh']")
    assert outcome.records == end(0)


def test_extra_files_lie_beside_the_answer(checked):
    outcome = checked("assert task.run(['cat', 'data/x.csv']).text == '1;2'", extras={"data/x.csv": "1;2"})
    assert outcome.records == end(0)


def test_a_fifo_in_place_of_a_file_does_not_hold_the_checker_up(checked):
    outcome = checked("task.run(['mkfifo', 'out'])\ntry: task.read('out')\nexcept FileNotFoundError: pass\nelse: assert False")
    assert outcome.records == end(0)


def test_a_command_that_kills_the_worker_is_told_as_the_end_of_the_line(checked):
    outcome = checked("task.run(['sh', '-c', 'kill -9 $PPID'])")
    assert {"transport": "eof", "detail": "the line was closed"} in outcome.records and outcome.records[-1]["transport"]


def test_the_checker_has_a_time_limit(checked):
    outcome = checked("while True: pass", limits={"test_s": 0.5})
    assert outcome.records[-1]["transport"] is True and outcome.one("transport") != 0


LYING_WORKER = """
import json, os
from rpc import FrameReader, pack
lines = FrameReader(3)
os.write(3, pack({"k": "hello", "version": 1}))
while True:
    asked = json.loads(lines.body())
    said = {"v": None} if asked["op"] == "start" else %s
    os.write(3, pack({"k": "r", "lt": asked["lt"], "id": asked["id"], **said}))
"""


@pytest.fixture
def lied_to(checked, harness):
    def check(said):
        return checked("assert task.run(['sh', 'answer.sh']).text == '7\\n'",
                       worker=lambda line, output, box: harness.script(LYING_WORKER % said, line, output))

    return check


@pytest.mark.parametrize("kind", ["SystemExit", "GeneratorExit", "KeyboardInterrupt", "StopIteration", "FileNotFoundError"])
def test_no_error_that_the_worker_names_ends_the_checker_well(lied_to, kind):
    outcome = lied_to({"x": {"c": {"bt": kind}, "h": 1, "args": [0], "s": "", "fr": [], "at": []}})
    assert outcome.records == end(1)


def test_a_worker_that_asks_something_breaks_the_protocol(lied_to):
    outcome = lied_to({"k": "q", "op": "call", "p": [1], "a": [], "kw": []})
    assert outcome.all_of("transport") == ["frame", True]


@pytest.mark.parametrize("said", [{"v": {"h": 1, "k": "object", "n": "X"}}, {"v": {"t": [0, {"l": []}, {"b": ""}, False]}},
                                  {"v": None, "sy": [[1, "l", []]]}, {"x": {"c": {"xc": 1, "n": "Own"}}}], ids=str)
def test_no_object_arrives_at_a_checker(lied_to, said):
    outcome = lied_to(said)
    assert outcome.all_of("transport") == ["frame", True]


@pytest.mark.parametrize("use", ["task.define('x = 1')", "task.operate('mul', 2, 3)"])
def test_what_needs_objects_of_the_answer_is_trouble_of_the_checker(checked, use):
    outcome = checked(use)
    assert outcome.records == end(2) and "a checker has commands and files" in outcome.tester_output
