"""The shipped configuration of four code suites, on a real llama-server whose tiny model says for each task what is prescribed."""
import itertools
import json
import os
import pathlib
import re
import shutil

import pytest

from harness import ROOT, SUITE, Workplace

SERVER = shutil.which("llama-server")
TASKS = ROOT / "tasks"
ENDINGS = {"python": ".py", "bash": ".sh", "ruby": ".rb", "go": ".go"}
JUNK = "I am sorry, I cannot help with that."
FLOOR = {"tiny/double": JUNK, "tiny/greet": "```python\ndef greet(name):\n    return 0\n```\n"}  # which no model solves


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


def name_of(key):
    """A task's name in a run in which no two suites have tasks of one name."""
    return key.split("/")[1]


def place_of(folder, suites, says, models, iterations):
    longest = max(len(text.encode()) for texts in says.values() for text in texts.values())
    place = Workplace(folder, suites=suites, iterations=iterations, rounds=1, judging={"when": "between"},
                      server={"binary": SERVER, "ctx": 16384, "gpu_layers": 0, "threads": 1, "parallel": 1},
                      sampling={"max_tokens": longest + 100, "thinking": "off"})
    del place.config["suite"]
    place.config["models"] = [
        {"id": model, "file": str(place.folder / "model.gguf"),
         "sampling": {"tasks": {name_of(key): forced(text) for key, text in says[model].items()}}} for model in models]
    place.patience_s = 3000  # a real server writes 36 KB in each iteration of two models, at 400 bytes/s where nothing else runs
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
    says, points = prescribed(tasks)
    for model in says:
        says[model].update(FLOOR)
        points[model].update(dict.fromkeys(FLOOR, 0))
    place = place_of(tmp_path, [*config()["suites"], str(SUITE)], says, ("full", "mixed"), iterations=2)
    place.measure()
    for model, iteration in itertools.product(("full", "mixed"), (1, 2)):
        assert points_of(place, model, iteration) == {name_of(key): worth for key, worth in points[model].items()}
    summary = place.summary()
    full, mixed = summary["models"]
    assert full["score"]["mean"] == 142 and mixed["score"]["mean"] == sum(points["mixed"].values())
    differing = {key for key in points["full"] if points["full"][key] != points["mixed"][key]}
    at_play = summary["at_play"]
    assert {f"{each['suite']}/{each['task']}": each["play"] for each in at_play["tasks"]} == {
        key: "floor" if key in FLOOR else "differing" if key in differing else "ceiling" for key in points["full"]}
    assert at_play["points_at_play"] == sum(points["full"][key] for key in differing)
    report = (place.results / "report.md").read_text()
    assert "double: 0 of 50 for all models: 4 no_answer" in report and "greet: 0 of 50 for all models: 4 fail" in report


def test_without_go_its_task_is_not_run_and_no_other_cell_changes(tmp_path, tasks):
    says, _ = prescribed(tasks)
    place = place_of(tmp_path, config()["suites"], says, ("full",), iterations=1)
    without = [folder for folder in os.environ["PATH"].split(":") if not (pathlib.Path(folder) / "go").exists()]
    if "/usr/bin" not in without:
        pytest.skip("go lies in /usr/bin, which holds everything else as well")
    place.variables["PATH"] = ":".join(without)
    place.measure(expect=4)
    assert points_of(place, "full", 1) == {
        task.name: None if task.name == "T7" else task.points for task in tasks}
    [record] = [record for record in place.records() if record["item"] == "T7"]
    assert record["judgements"][-1]["outcome"] == "not_run" and "go" in record["judgements"][-1]["reason"]
    assert "132 of 142 points were measured" in (place.results / "report.md").read_text()
