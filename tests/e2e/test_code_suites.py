"""The shipped configuration of four code suites, on a real llama-server whose tiny model says for each task what is prescribed."""
import json
import os
import pathlib
import re
import shutil

import pytest

from harness import ROOT, Workplace

SERVER = shutil.which("llama-server")
TASKS = ROOT / "tasks"
ENDINGS = {"python": ".py", "bash": ".sh", "ruby": ".rb", "go": ".go"}
JUNK = "I am sorry, I cannot help with that."


class Task:
    def __init__(self, suite, name):
        self.suite, self.name, self.folder = suite, name, TASKS / suite / name
        described = json.loads((self.folder / "task.json").read_text())
        self.points, self.language = described["points"], described["language"]
        [self.file] = described["files"]
        self.given = described.get("test_points", {})
        tests = "".join((self.folder / test).read_text() for test in described["tests"])
        self.functions = list(dict.fromkeys(re.findall(r"^\s*def (test\w*)\(", tests, flags=re.M)))

    def worth(self, function):
        rest = self.points - sum(self.given.values())
        return self.given.get(function, rest / max(1, len(self.functions) - len(self.given)))

    def fenced(self, text, end="\n```\n"):
        return f"```{self.language}\n{text}{end}"

    def reference(self):
        return (self.folder / "reference" / self.file).read_text()

    def wrong(self):
        """A wrong solution that loses some of the tests, and the points that it keeps."""
        for path in sorted((self.folder / "wrong").glob("*" + ENDINGS[self.language])):
            text = path.read_text()
            lost = re.match(r"(?:#|//) breaks: ([^:]*):", text).group(1).replace(" ", "").split(",")
            if "long" not in "".join(lost) and len(lost) < len(self.functions):
                return text, self.points - sum(map(self.worth, lost))
        raise AssertionError(f"{self.folder}: every wrong solution loses everything or takes its time")


def all_tasks():
    suites = config()["suites"]
    return [Task(suite, name) for suite in suites
            for name in json.loads((TASKS / suite / "suite.json").read_text())["tasks"]]


def config():
    text = (ROOT / "configs/code-suites.json").read_text()
    return json.loads("\n".join(line for line in text.splitlines() if not line.startswith("//")))


def forced(text):
    """A grammar that allows exactly this text."""
    return {"request_extra": {"grammar": f"root ::= {json.dumps(text)}"}}


def prescribed(tasks):
    """What two models say to each task, and the points of it: the first solves all, the second takes the four ways in turn."""
    says = {"full": {}, "mixed": {}}
    points = {"full": {}, "mixed": {}}
    for number, task in enumerate(tasks):
        key = f"{task.suite}/{task.name}"
        says["full"][key], points["full"][key] = task.fenced(task.reference()), task.points
        wrong, kept = task.wrong()
        ways = ((task.fenced(task.reference()), task.points), (task.fenced(wrong), kept), (JUNK, 0),
                (task.fenced(task.reference(), end=""), task.points))
        says["mixed"][key], points["mixed"][key] = ways[number % len(ways)]
    return says, points


def place_of(folder, tasks, models, iterations):
    says, _ = prescribed(tasks)
    names = [task.name for task in tasks]
    by_name = {key: key.split("/")[1] if names.count(key.split("/")[1]) == 1 else key for key in says["full"]}
    longest = max(len(text.encode()) for texts in says.values() for text in texts.values())
    shipped = config()
    place = Workplace(folder, suites=shipped["suites"], iterations=iterations, rounds=1,
                      server={"binary": SERVER, "ctx": 16384, "gpu_layers": 0, "threads": 1, "parallel": 1},
                      sampling={"max_tokens": longest + 100, "thinking": "off"})
    del place.config["suite"]
    place.config["models"] = [
        {"id": model, "file": str(place.folder / "model.gguf"),
         "sampling": {"tasks": {by_name[key]: forced(text) for key, text in says[model].items()}}} for model in models]
    place.save()
    return place


def points_of(place, model, iteration):
    cells = json.loads((place.results / model / f"iter_{iteration:02}.json").read_text())["cells"]
    return {cell["task"]: cell["points"] for cell in cells}


@pytest.fixture(scope="module")
def tasks():
    assert SERVER, "llama-server is not on PATH: run scripts/test"
    return all_tasks()


def test_every_cell_has_the_points_that_its_reply_was_given(tmp_path, tasks):
    assert len(tasks) == 19 and sum(task.points for task in tasks) == 142
    place = place_of(tmp_path, tasks, ("full", "mixed"), iterations=1)
    place.measure()
    _, points = prescribed(tasks)
    for model in ("full", "mixed"):
        got = points_of(place, model, 1)
        assert {task.name: got.get(task.name, got.get(f"{task.suite}/{task.name}")) for task in tasks} == \
            {task.name: points[model][f"{task.suite}/{task.name}"] for task in tasks}
    summary = place.summary()
    full, mixed = summary["models"]
    assert full["score"]["mean"] == 142 and mixed["score"]["mean"] == sum(points["mixed"].values())
    play = {f"{each['suite']}/{each['task']}": each["play"] for each in summary["at_play"]["tasks"]}
    assert play == {key: "ceiling" if points["mixed"][key] == worth else "differing" for key, worth in points["full"].items()}
    assert summary["at_play"]["points_at_play"] == sum(
        worth for key, worth in points["full"].items() if points["mixed"][key] != worth)


def test_without_go_its_task_is_not_run_and_no_other_cell_changes(tmp_path, tasks):
    place = place_of(tmp_path, tasks, ("full",), iterations=1)
    without = [folder for folder in os.environ["PATH"].split(":") if not (pathlib.Path(folder) / "go").exists()]
    if "/usr/bin" not in without:
        pytest.skip("go lies in /usr/bin, which holds everything else as well")
    place.variables["PATH"] = ":".join(without)
    place.measure(expect=4)
    got = points_of(place, "full", 1)
    assert {task.name: got[task.name] for task in tasks if task.name != "T7"} == {
        task.name: task.points for task in tasks if task.name != "T7"}
    assert got["T7"] is None
    [record] = [record for record in place.records() if record["item"] == "T7"]
    assert record["judgements"][-1]["outcome"] == "not_run" and "go" in record["judgements"][-1]["reason"]
    assert "132 of 142 points were measured" in (place.results / "report.md").read_text()
