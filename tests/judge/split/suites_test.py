"""Every reference of the suites passes through the split, and every wrong answer fails."""
import json
import os

import pytest

TASKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "tasks")


def answers():
    for suite in ("primer", "ladder"):
        with open(os.path.join(TASKS, suite, "suite.json")) as file:
            names = json.load(file)["tasks"]
        for name in names:
            folder = os.path.join(TASKS, suite, name)
            yield pytest.param(folder, "reference", True, id="%s-%s-reference" % (suite, name))
            for wrong in sorted(os.listdir(os.path.join(folder, "wrong"))):
                yield pytest.param(folder, "wrong/" + wrong, False, id="%s-%s-%s" % (suite, name, wrong.removesuffix(".py")))


def files_of(path, first):
    if os.path.isfile(path):
        with open(path, "rb") as file:
            return {first: file.read()}
    found = {}
    for folder, _, names in os.walk(path):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as file:
                    found[os.path.relpath(os.path.join(folder, name), path)] = file.read()
    return found


def judge(harness, folder, answer):
    with open(os.path.join(folder, "task.json")) as file:
        task = json.load(file)
    tests = {}
    for name in task["tests"]:
        with open(os.path.join(folder, name), "rb") as file:
            tests[name] = file.read()
    files = files_of(os.path.join(folder, answer), task["files"][0])
    return harness.judge(tests, files, task["module"])


@pytest.mark.parametrize("folder, answer, passes", list(answers()))
def test_the_answer_is_judged_as_it_should_be(harness, folder, answer, passes):
    outcome = judge(harness, folder, answer)
    assert outcome.passed() == passes, outcome.records
    assert outcome.all_of("transport")[:-1] == [], "a wrong answer fails by its tests, not by its line"
