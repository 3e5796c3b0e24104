"""Plays the harness for the Python halves: starts a zygote and workers without a sandbox, and reads the verdict.

The processes, descriptors and messages are those of the real one; folders stand in for the sandbox.
"""
import base64
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

JUDGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "src", "judge")
LIMITS = {"worker": {}, "hello_s": 10, "import_s": 10, "call_s": 8, "test_s": 10}
CANARIES = ["test_canary_%s_%s" % (turn, name) for turn in ("before", "after") for name in ("plain", "value_of_the_answer")]


def file_of(path, text):
    data = text if isinstance(text, bytes) else text.encode()
    return {"path": path, "text_b64": base64.b64encode(data).decode()}


def lay_out_split(folder):
    """Makes a folder for each process with the files that src/judge/CMakeLists.txt gives it; {role: folder}."""
    with open(os.path.join(JUDGE, "CMakeLists.txt")) as file:
        lists = {name: files.split() for name, files in re.findall(r"set\(split_(\w+)([^)]*)\)", file.read())}
    every = [os.path.relpath(os.path.join(place, name), JUDGE) for place, _, names in os.walk(JUDGE) for name in names]
    lists["tester"] = {name for name in every if name.endswith(".py")} - {*lists["both"], *lists["worker"]}
    made = {role: os.path.join(folder, "split-" + role) for role in ("worker", "tester")}
    for role, place in made.items():
        os.mkdir(place)
        for path in {*lists["both"], *lists[role]}:
            shutil.copy(os.path.join(JUDGE, path), place)
    return made


def python(*flags):
    return [os.environ.get("QUANTLADDER_TEST_PYTHON", sys.executable), "-P", "-s", *flags, "-B", "-u"]


def environment(**more):
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", **more}


class Outcome:
    """What one judgement said: the records, the tester's exit status, and what each side printed."""

    def __init__(self, records, status, worker_output, tester_output):
        self.records, self.status = records, status
        self.worker_output, self.tester_output = worker_output, tester_output

    def all_of(self, key):
        return [record[key] for record in self.records if key in record]

    def one(self, key):
        found = self.all_of(key)
        return found[0] if len(found) == 1 else None

    def calls(self):
        return {r["test"].partition("::")[2]: r["outcome"] for r in self.records if r.get("when") == "call"}

    def error_of(self, test):
        return next((r["error"] for r in self.records if r.get("test", "").endswith("::" + test) and "error" in r), None)

    def passed(self):
        """The rule of the harness, in short."""
        collected, end = self.one("collected"), self.one("end")
        phases = [(r["test"], r["when"]) for r in self.records if "test" in r]
        canaries = [(r["canary"], r["outcome"]) for r in self.records if "canary" in r]
        return (
            self.status == 1 and end == 1 and self.records[-1].get("transport") is False and bool(collected)
            and sorted(phases) == sorted((t, w) for t in collected for w in ("setup", "call", "teardown"))
            and all(r["outcome"] == "passed" for r in self.records if "test" in r)
            and canaries == [(name, "failed") for name in CANARIES]
            and "end" in self.records[-1] and not self.all_of("detail")
        )


class Harness:
    """A warm tester, and a worker for each judgement."""

    def __init__(self, **worker_environment):
        self._root = tempfile.TemporaryDirectory(prefix="split-test-")
        self._extra = worker_environment
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        tests = os.path.join(self._root.name, "tests")
        os.mkdir(tests)
        self._split = lay_out_split(self._root.name)
        settings = {"tests_root": tests}
        self._zygote = self._start("tester", settings, theirs.fileno(), subprocess.DEVNULL, python())
        theirs.close()
        assert self._control.recv(64) == b"ready"
        self.tests_root = tests

    def _start(self, role, settings, line, output, command):
        """A child whose descriptors are 0, 1, 2 and, as 3, `line`."""
        def place():
            os.dup2(line, 3)

        return subprocess.Popen(
            command + [os.path.join(self._split[role], role + ".py"), json.dumps(settings)], stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, env=environment(**self._extra), pass_fds=(3,), preexec_fn=place)

    def script(self, text, line, output):
        """A process in the worker's place that runs this text."""
        def place():
            os.dup2(line, 3)

        return subprocess.Popen(python("-S") + ["-c", text], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                cwd=self._split["worker"], env=environment(PYTHONPATH=self._split["worker"]), pass_fds=(3,), preexec_fn=place)

    def worker(self, line, output, box):
        return self._start("worker", {"box": box}, line, output, python("-S"))

    def judge(self, tests, files, module="solution", mode="judge", limits=None, extras=(), seed=1, wall_s=60, worker=None, left_out=()):
        """One judgement. `tests` and `files` are {path: text}. `worker(line, output, box)` may replace the real one."""
        box = tempfile.mkdtemp(dir=self._root.name)
        assignment = {
            "mode": mode, "module": module, "tests": [file_of(*item) for item in tests.items()],
            "files": [file_of(*item) for item in files.items()], "extras": [file_of(*item) for item in dict(extras).items()],
            "limits": {**LIMITS, **(limits or {})}, "seed": seed, "left_out": list(left_out),
        }
        ours, theirs = socket.socketpair()
        lifeline, their_lifeline = socket.socketpair()
        verdict, output, printed = os.pipe(), os.pipe(), os.pipe()
        memory = os.memfd_create("assignment")
        os.write(memory, json.dumps(assignment).encode())
        process = (worker or self.worker)(theirs.fileno(), printed[1], box) if mode != "collect" else None
        sent = [ours.fileno(), verdict[1], output[1], memory, their_lifeline.fileno()]
        socket.send_fds(self._control, [b"run"], sent)
        for thing in (ours, theirs, their_lifeline):
            thing.close()
        for fd in (verdict[1], output[1], printed[1], memory):
            os.close(fd)
        try:
            return self._gather(process, lifeline, verdict[0], output[0], printed[0], wall_s)
        finally:
            lifeline.close()
            if process is not None:
                process.kill()
                process.wait()

    def _gather(self, process, lifeline, verdict, output, printed, wall_s):
        texts = {verdict: b"", output: b"", printed: b""}
        status, until = None, time.monotonic() + wall_s
        open_fds = set(texts)
        while status is None or verdict in open_fds:
            ready, _, _ = select.select(list(open_fds) + [lifeline], [], [], max(0, until - time.monotonic()))
            if not ready:
                break
            for fd in ready:
                if fd is lifeline:
                    if status is None:
                        status = lifeline.recv(64).decode()
                    elif verdict not in open_fds:
                        break
                    continue
                data = os.read(fd, 1 << 16)
                texts[fd] = (texts[fd] + data)[-(1 << 20):]
                if not data:
                    open_fds.discard(fd)
            if status is not None and not select.select(list(open_fds), [], [], 0)[0]:
                break
        for fd in texts:
            os.close(fd)
        records = [json.loads(line) for line in texts[verdict].decode().splitlines()]
        return Outcome(records, int(status) if status else None, texts[printed].decode("utf-8", "replace"),
                       texts[output].decode("utf-8", "replace"))

    def close(self):
        self._control.close()
        self._zygote.wait(10)
        self._root.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def main():
    """launcher.py MODULE TEST FILE...: judges once and prints the records."""
    module, test, *files = sys.argv[1:]
    contents = {}
    for name in files:
        with open(name, "rb") as file:
            contents[os.path.basename(name) if len(files) > 1 else module + ".py"] = file.read()
    with Harness() as harness, open(test, "rb") as file:
        started = time.perf_counter()
        outcome = harness.judge({os.path.basename(test): file.read()}, contents, module)
        spent = time.perf_counter() - started
    for record in outcome.records:
        print(json.dumps(record))
    print("worker:", outcome.worker_output[-2000:])
    print("tester:", outcome.tester_output[-4000:])
    print("PASS" if outcome.passed() else "NOT PASSED", outcome.status, "%.0f ms" % (spent * 1000))


if __name__ == "__main__":
    main()
