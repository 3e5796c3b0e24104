"""What the end-to-end tests share: the built program, the scripted server, and a workplace of their own."""
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ["QUANTLADDER_PROGRAM"])
FAKE_SERVER = ROOT / "tests" / "fakes" / "fake_llama_server.py"
SUITE = HERE / "suite"

GOOD_DOUBLE = "Sure:\n```python\ndef double(x):\n    return 2 * x\n```\n"
GOOD_GREET = "```python\ndef greet(name):\n    return 'hello ' + name\n```\n"
BAD_GREET = "```python\ndef greet(name):\n    return 'hi'\n```\n"


PATIENCE_S = 600  # met only where something hangs


def wait_until(process, reached):
    """Waits for a state of a run that must still be on when it is reached: what follows is done to a running one."""
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert process.poll() is None, f"the run ended before that: {process.communicate()}"
        assert time.monotonic() < deadline, "the run does not get on"
        time.sleep(0.002)


def rule(prompt, text, **reply):
    return {"match": {"prompt": prompt}, "reply": {"text": text, **reply}}


SOLVES_ALL = {"rules": [rule("double", GOOD_DOUBLE), rule("greet", GOOD_GREET)]}


class Workplace:
    """A folder with a configuration, a scenario of the scripted server, and the program to run there."""

    def __init__(self, folder, scenario=None, model_ids=("a",), **config):
        self.folder = pathlib.Path(folder)
        self.program = PROGRAM
        self.started = []
        self.patience_s = PATIENCE_S
        self.variables = {}  # of the environment, besides the inherited ones; None: taken away
        self.scenario(scenario or SOLVES_ALL)
        model = self.folder / "model.gguf"
        subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", model], check=True)
        self.config = {
            "name": "e2e",
            "suite": str(SUITE),
            "iterations": 2,
            "rounds": 2,
            "server": {"binary": str(FAKE_SERVER), "ctx": 512},
            "sampling": {"profile": "instruct", "max_tokens": 100},
            "probe": {"tokens": 4, "repeats": 1},
            "judging": {"when": "between"},
            "models": [{"id": each, "file": str(model)} for each in model_ids],
        }
        self.config.update(config)
        self.save()

    def save(self, **changes):
        self.config.update(changes)
        (self.folder / "e2e.json").write_text(json.dumps(self.config, indent=1))

    def scenario(self, scenario):
        (self.folder / "scenario.json").write_text(json.dumps(scenario))

    def environment(self):
        variables = {
            **os.environ,
            "QL_FAKE_SCENARIO": str(self.folder / "scenario.json"),
            "QL_FAKE_STATE": str(self.folder / "fake_state.json"),
            "QL_FAKE_LOG": str(self.folder / "fake_requests.jsonl"),
            **self.variables,
        }
        return {name: value for name, value in variables.items() if value is not None}

    def put_on_path(self, name, program):
        """`name` is then found before what the machine may have of it."""
        programs = self.folder / "programs"
        programs.mkdir(exist_ok=True)
        (programs / name).symlink_to(program)
        self.variables["PATH"] = f"{programs}:{os.environ['PATH']}"

    def start(self, *arguments):
        self.started.append(subprocess.Popen(
            [self.program, *map(str, arguments)], cwd=self.folder, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return self.started[-1]

    def end(self):
        """Nothing of a test that failed runs on beside the next; its servers' guardians see to those."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.communicate()

    def run(self, *arguments, expect=0):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=self.patience_s)
        assert process.returncode == expect, f"exit code {process.returncode}, expected {expect}\n{out}\n{err}"
        return out, err

    def measure(self, *arguments, expect=0):
        return self.run("run", "e2e.json", *arguments, expect=expect)

    @property
    def results(self):
        [run] = (self.folder / "results").iterdir()
        return run

    def records(self, run=None):
        """The attempts, by model, suite, iteration and item. Older code called an item a task."""
        found = []
        for path in sorted((run or self.results).glob("*/records/**/*.json")):
            if ".j" not in path.stem.split(".a", 1)[1]:
                record = json.loads(path.read_text())
                found.append({"item": record.get("task"), **record})
        return found

    def cells(self, run=None):
        return sorted((r["model"], r["item"], r["iteration"], r["attempt"]) for r in self.records(run))

    def outcomes(self, run=None):
        return [(r["item"], r["iteration"], r["attempt"], r["judgements"][-1]["outcome"]) for r in self.records(run)]

    def summary(self):
        return json.loads((self.results / "summary.json").read_text())

    def asked(self, kind="chat"):
        path = self.folder / "fake_requests.jsonl"
        # What follows the last line end is still being written, or was when its server was killed.
        lines = path.read_text().split("\n")[:-1] if path.exists() else []
        whole = [json.loads(line) for line in lines if not line.endswith(" (cut)")]
        return [entry for entry in whole if entry["kind"] == kind]
