#!/usr/bin/env python3
"""Judges the corpus with the built program and counts what is left behind.

usage: run_corpus.py QUANTLADDER [--subset | --programs | --all] [--jobs 2] [--repeat N] [--as-user UID] [--only TEXT] [--verbose]

An attack may end as fail or as any error; pass and void are violations, and so are an honest solution that does not
pass, a judgement that hangs, output that is no bounded JSON or repeats secrets, a bait of the host that was touched,
and any process, file, cgroup, mount or IPC object left. Prints a table by group. Exit status: 0, 1 with one line for
each violation on stderr, 2 for a wrong call. The attacks themselves only ever run inside the program's sandbox.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import census
from baits import SECRET_VARIABLE, Baits, as_user
from cases import PROGRAMS, BadCase, complete, load_cases

HERE = pathlib.Path(__file__).resolve().parent
HANGS_AFTER_S = 180
LARGEST_OUTPUT = 1 << 20


@dataclasses.dataclass
class Finding:
    """One judgement: the outcome it gave and what was wrong with it."""

    case: object
    outcome: str
    seconds: float
    violations: list


class Runner:
    def __init__(self, program, corpus, user=None):
        self.program, self.user = program, user
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="corpus-"))
        self.folder.chmod(0o755)
        self.corpus = self._copy_of(corpus)
        if user is not None:
            self.program = shutil.copy(program, self.folder / "quantladder")
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        if user is not None:
            os.chown(self.temporary, user, user)
        self.baits = Baits(user)
        self.running, self.started, self.lock = set(), set(), threading.Lock()

    def _copy_of(self, corpus):
        """Cases and tests where another user can read them, and where an attack that got out does no harm."""
        shutil.copytree(corpus, self.folder / "corpus", ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        for path in (self.folder / "corpus").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (self.folder / "corpus").chmod(0o755)
        return self.folder / "corpus"

    def known(self):
        """Children that are no orphans. Asked with the lock held, under which they are started."""
        return {self.baits.process.pid, *self.running}

    def command(self, case, *options):
        tests = self.corpus / f"test_{case.module}.py"
        module, solution = (case.module, case.path) if case.module not in PROGRAMS else ("", self._program_of(case))
        return [str(self.program), "judge", "--tests", str(tests), "--module", module, "--solution", str(solution), *options]

    def _program_of(self, case):
        """A folder that holds the case under the name by which its tests run it."""
        folder = self.folder / "programs" / case.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(case.path, folder / PROGRAMS[case.module])
        return folder

    def judge(self, case, *options):
        """Exit status (None: it hung), stdout, stderr of one call of the program."""
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(self.temporary),
                       "TMPDIR": str(self.temporary), SECRET_VARIABLE: self.baits.secret}
        with self.lock:
            process = subprocess.Popen(
                self.command(case, *options), env=environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **as_user(self.user),
            )
            self.running.add(process.pid)
            self.started.add(process.pid)
        try:
            out, err = process.communicate(timeout=HANGS_AFTER_S)
            return process.returncode, out, err
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None, b"", b""
        finally:
            with self.lock:
                self.running.discard(process.pid)

    def find(self, case):
        started = time.monotonic()
        status, out, err = self.judge(case, "--json")
        seconds = time.monotonic() - started
        outcome, violations = check_json(case, status, out, err)
        violations += self.baits.leaked(out + err)
        if case.as_text:
            violations += check_text(*self.judge(case))
        violations += [f"{each} (left behind)" for each in census.left_processes(self.lock, self.known)]
        return Finding(case, outcome, seconds, violations)

    def left_in_temporary(self):
        return [f"file {path} (left behind)" for path in sorted(self.temporary.rglob("*"))]

    def remove(self):
        self.baits.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


def check_json(case, status, out, err):
    """The outcome of a judgement as printed with --json, and what is wrong with it."""
    if status is None:
        return "hangs", [f"no verdict within {HANGS_AFTER_S} s"]
    try:
        outcome = json.loads(out.decode("utf-8"))["outcome"]
    except (ValueError, KeyError, TypeError):
        said = err.decode(errors="replace").strip().splitlines()
        return "no verdict", [f"exit status {status} and no JSON: {(said or ['nothing on stderr'])[-1][:200]!r}"]
    violations = []
    good = outcome == "pass" if case.expect == "pass" else outcome == "fail" or outcome.startswith("error.")
    if not good:
        violations.append(f"{outcome} instead of {case.expect}: {json.loads(out).get('reason', '')[:200]!r}")
    if status != (0 if outcome == "pass" else 1 if good or case.expect == "pass" else status):
        violations.append(f"exit status {status} with outcome {outcome}")
    if len(out) + len(err) > LARGEST_OUTPUT:
        violations.append(f"{len(out) + len(err)} bytes of output")
    return outcome, violations


def check_text(status, out, err):
    """What would reach a terminal: valid UTF-8, no control character but the line feed."""
    if status is None:
        return ["no verdict in text form"]
    try:
        text = (out + err).decode("utf-8")
    except UnicodeDecodeError:
        return ["its text is no UTF-8"]
    strange = {c for c in text if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)}
    return [f"control characters reach the terminal: {sorted(strange)!r}"] if strange else []


def digest(folder):
    """Names and contents of all files below, to see that nobody changed them."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}


def table(findings):
    rows = collections.defaultdict(list)
    for finding in findings:
        rows[finding.case.group].append(finding)
    lines = [("group", "cases", "runs", "wrong", "slowest", "outcomes")]
    for group, found in rows.items():
        outcomes = collections.Counter(each.outcome for each in found).most_common()
        lines.append((group, str(len({each.case.path for each in found})), str(len(found)),
                      str(sum(bool(each.violations) for each in found)), f"{max(each.seconds for each in found):.1f} s",
                      ", ".join(f"{count} {name}" for name, count in outcomes)))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join("  ".join([line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in
                                                         zip(line[1:5], widths[1:])), line[5]]) for line in lines)


def run(runner, cases, jobs, verbose):
    findings = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for finding in pool.map(runner.find, cases):
            findings.append(finding)
            if verbose:
                print(f"{finding.case.name:40} {finding.outcome:16} {finding.seconds:5.1f} s "
                      f"{'; '.join(finding.violations)}", flush=True)
    return findings


def choose(cases, options):
    if options.only:
        return [case for case in cases if any(text in case.name for text in options.only)]
    if options.programs:
        return [case for case in cases if case.module in PROGRAMS]
    return cases if options.all else [case for case in cases if case.in_subset]


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", metavar="QUANTLADDER", type=lambda path: pathlib.Path(path).resolve(strict=True))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--subset", action="store_true", help="one or two of each group and the honest ones (default)")
    which.add_argument("--programs", action="store_true", help="all commands and services, which tests run and do not import")
    which.add_argument("--all", action="store_true")
    which.add_argument("--only", action="append", metavar="TEXT", help="cases whose name holds TEXT; may be repeated")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--as-user", type=int, metavar="UID", help="as root: run the program as this user")
    parser.add_argument("--corpus", type=pathlib.Path, default=HERE)
    parser.add_argument("--grace", type=float, default=census.GRACE_S, metavar="S",
                        help="what is still there after that many seconds is left behind")
    parser.add_argument("--verbose", action="store_true", help="one line for each judgement")
    options = parser.parse_args(arguments)
    if options.as_user is not None and os.geteuid() != 0:
        parser.error("--as-user: only root can become another user")
    return options


def sandbox_uids(options):
    if options.as_user is not None:
        return range(options.as_user, options.as_user + 1)
    return census.SANDBOX_UIDS if os.geteuid() == 0 else range(0)


def main(arguments):
    options = parse(arguments)
    census.adopt_orphans()
    census.GRACE_S = options.grace
    before = digest(options.corpus)
    runner = Runner(options.program, options.corpus, options.as_user)
    try:
        for path in (runner.corpus / "attacks").glob("*.py"):
            complete(path)
        cases = choose(load_cases(runner.corpus), options)
        count = census.Census(sandbox_uids(options), [pathlib.Path.home(), pathlib.Path.cwd()],
                              [runner.folder, runner.baits.folder], runner.started)
        copied = digest(runner.corpus)
        findings = run(runner, cases * options.repeat, options.jobs, options.verbose)
        print(table(findings))
        violations = [f"{each.case.name}: {what}" for each in findings for what in each.violations]
        violations += [f"host: {what}" for what in runner.baits.touched() + runner.left_in_temporary()]
        violations += [f"host: {what} (left behind)" for what in count.left()]
        if digest(options.corpus) != before or digest(runner.corpus) != copied:
            violations.append("host: files of the corpus were changed")
    except BadCase as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        runner.remove()
    for line in dict.fromkeys(violations):
        print(line, file=sys.stderr)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
