"""The runner reports what it should: each test gives it a program that misbehaves in one way and looks for the line."""
import os
import pathlib
import subprocess
import sys
import threading

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import baits  # noqa: E402
import cases  # noqa: E402
import census  # noqa: E402
import run_corpus  # noqa: E402

ANSWERS = """#!/usr/bin/env python3
import json, os, pathlib, sys
text = pathlib.Path(sys.argv[sys.argv.index("--solution") + 1]).read_text()
outcome = "pass" if "expect: pass" in text else "fail"
def answer(outcome=outcome, status=None, more=""):
    if "--json" in sys.argv:
        print(json.dumps({"outcome": outcome, "reason": more}))
    else:
        print(outcome, more)
    sys.stdout.flush()
    os._exit((0 if outcome == "pass" else 1) if status is None else status)
"""
ATTACK = "# group: lying\n# expect: not_pass\n# tries: nothing\n# subset: yes\n# text: yes\n"
HONEST = "# group: honest\n# expect: pass\n# tries: nothing\n"


@pytest.fixture
def judged(tmp_path):
    """Runs the runner on one attack and one honest case with a program of the given behaviour; (status, stderr)."""

    def run(behaviour="answer()"):
        for kind, text in (("attacks", ATTACK), ("honest", HONEST)):
            (tmp_path / "corpus" / kind).mkdir(parents=True, exist_ok=True)
            (tmp_path / "corpus" / kind / "1_case.py").write_text(text)
        program = tmp_path / "program"
        program.write_text(ANSWERS + behaviour + "\n")
        program.chmod(0o755)
        command = [sys.executable, HERE / "run_corpus.py", program, "--corpus", tmp_path / "corpus", "--grace", "1"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stderr.strip()

    return run


def test_nothing_is_wrong_with_a_good_program(judged):
    assert judged() == (0, "")


@pytest.mark.parametrize("outcome", ["pass", "void.sandbox", "void.tester", "infrastructure.stall"])
def test_an_attack_must_fail(judged, outcome):
    status, said = judged(f"answer(outcome if outcome == 'pass' else '{outcome}')")
    assert status == 1
    assert f"1_case: {outcome} instead of not_pass" in said


@pytest.mark.parametrize("outcome", ["fail", "error.memory", "void.canary"])
def test_an_honest_solution_must_pass(judged, outcome):
    status, said = judged(f"answer('{outcome}' if outcome == 'pass' else outcome)")
    assert status == 1
    assert f"1_case: {outcome} instead of pass" in said


@pytest.mark.parametrize(
    "behaviour, line",
    [
        ("answer(status=0)", "exit status 0 with outcome fail"),
        ("print('nothing of use'); os._exit(70)", "exit status 70 and no JSON"),
        ("answer(more='x' * 2000000)", "bytes of output"),
        ("answer(more='\\x1b[2J')", "control characters reach the terminal"),
        ("answer(more=os.environ['QL_CORPUS_SECRET'])", "its output holds the environment of the host"),
        (f"answer(more='{baits.WATERMARK}')", "its output holds the text of the tests"),
    ],
    ids=["status", "no JSON", "unbounded", "escapes", "secret", "tests"],
)
def test_what_is_wrong_with_the_output_is_said(judged, behaviour, line):
    status, said = judged(behaviour)
    assert status == 1
    assert line in said


SOCKET = "f'\\0qlbait_{os.getppid()}'"
BAIT = "next(pathlib.Path(sys.argv[sys.argv.index('--tests') + 1]).parents[2].glob(f'qlbait_{os.getppid()}_*/bait.txt'))"


@pytest.mark.parametrize(
    "behaviour, line",
    [
        ("import time\nif os.fork() == 0:\n    os.setsid(); os.closerange(0, 64); time.sleep(600)\nanswer()", "process "),
        ("pathlib.Path(os.environ['TMPDIR'], 'left').touch(); answer()", "/tmp/left (left behind)"),
        (f"{BAIT}.write_text('changed'); answer()", "host: a file of the host was changed"),
        (f"{BAIT}.with_name('new').touch(); answer()", "host: a file was put into a folder of the host"),
        ("pathlib.Path(sys.argv[sys.argv.index('--solution') + 1]).write_text('changed'); answer()",
         "host: files of the corpus were changed"),
        (f"import socket; socket.socket(socket.AF_UNIX).connect({SOCKET}); answer()",
         "host: a socket of the host was reached"),
    ],
    ids=["daemon", "temporary file", "bait", "new file", "corpus", "socket"],
)
def test_what_is_left_or_touched_is_said(judged, behaviour, line):
    status, said = judged(behaviour)
    assert status == 1
    assert line in said


HIT = """import signal
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        bait = b'sleep\\0infinity' in pathlib.Path(f'/proc/{pid}/cmdline').read_bytes()
        ours = f'PPid:\\t{os.getppid()}\\n' in pathlib.Path(f'/proc/{pid}/status').read_text()
    except OSError:  # ended meanwhile
        continue
    if bait and ours:
        os.kill(int(pid), signal.SIG%s)
answer()"""


@pytest.mark.parametrize("number, line", [("KILL", "was killed"), ("STOP", "was stopped")])
def test_a_host_process_that_was_hit_is_said(judged, number, line):
    status, said = judged(HIT % number)
    assert status == 1
    assert f"host: a process of the host {line}" in said


@pytest.fixture
def child():
    """A program of this process that ends at once; its exit status is 7."""

    def start():
        return subprocess.Popen(["/bin/sh", "-c", "exit 7"])

    return start


def test_a_child_that_begins_and_ends_during_a_look_keeps_its_exit_status(monkeypatch, child):
    lock, ended, looked, started = threading.Lock(), threading.Event(), threading.Event(), []

    def start():
        with lock:
            process = child()
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            ended.set()
            looked.wait(60)
            started.append(process)

    other = threading.Thread(target=start)

    def listing(folder, real=os.listdir):
        other.start()
        ended.wait(0.5)  # in vain, where the look holds the lock
        return real(folder)

    with monkeypatch.context() as patched:
        patched.setattr(census.os, "listdir", listing)
        census._living_children(lock, lambda: {process.pid for process in started})
    looked.set()
    other.join()
    assert started[0].wait() == 7


def test_an_orphan_that_ended_is_reaped_and_not_left(child):
    orphan = child()
    os.waitid(os.P_PID, orphan.pid, os.WEXITED | os.WNOWAIT)
    assert census._living_children(threading.Lock(), set) == []
    assert not pathlib.Path(f"/proc/{orphan.pid}").exists()
    orphan.wait()


def test_an_orphan_that_somebody_else_reaped_is_not_left(monkeypatch, child):
    monkeypatch.setattr(census, "_children", lambda: [gone.pid])
    gone = child()
    gone.wait()
    assert census._living_children(threading.Lock(), set) == []


@pytest.fixture
def counted(monkeypatch, tmp_path):
    monkeypatch.setattr(census, "GRACE_S", 0.2)
    return lambda **more: census.Census(uids=range(0), more_folders=[tmp_path], **more)


def test_census_finds_a_marked_file(counted, tmp_path):
    count = counted()
    (tmp_path / "ql_corpus_7").touch()
    assert f"file {tmp_path}/ql_corpus_7 of user {os.geteuid()}" in count.left()


def test_census_finds_a_file_of_a_sandbox_user(monkeypatch, tmp_path):
    monkeypatch.setattr(census, "GRACE_S", 0.2)
    count = census.Census(uids=range(os.geteuid(), os.geteuid() + 1), more_folders=[tmp_path])
    (tmp_path / "any").touch()
    assert f"file {tmp_path}/any of user {os.geteuid()}" in count.left()


def test_census_finds_a_file_deep_in_an_open_folder(counted, tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    count = counted()
    (tmp_path / "open" / "ql_corpus_7").touch()
    assert [line for line in count.left() if "open/ql_corpus_7" in line]


def test_census_finds_system_v_shared_memory(counted):
    import ctypes

    libc = ctypes.CDLL(None)
    count = counted()
    key = census.MARK_KEY + os.getpid() % 0x10000  # these tests may run twice at once
    shm = libc.shmget(key, 4096, 0o1600)
    try:
        assert any(f"System V shm {key:#x} " in line for line in count.left())
    finally:
        libc.shmctl(shm, 0, None)


def test_census_finds_a_cgroup(counted):
    roots = [path for path in (pathlib.Path("/sys/fs/cgroup"), *pathlib.Path("/sys/fs/cgroup").glob("*"))
             if (path / "cgroup.procs").exists() and os.access(path, os.W_OK)]
    if not roots:
        pytest.skip("no cgroup folder may be made here")
    left = counted(judges=[os.getpid()]).left
    # Both numbers are those of living processes: a program that starts meanwhile sweeps the groups of the dead.
    with subprocess.Popen(["/bin/sleep", "infinity"]) as other:
        names = [f"quantladder-{os.getpid()}-test", f"quantladder-test{os.getpid()}", f"quantladder-{other.pid}-test"]
        made = []
        try:
            for name in names:
                try:
                    (roots[0] / name).mkdir()
                except OSError as error:
                    pytest.skip(f"no cgroup can be made here: {error}")
                made.append(roots[0] / name)
            lines = left()
            assert [f"cgroup {roots[0]}/{name}" in lines for name in names] == [True, True, False]
        finally:
            other.kill()
            for group in made:
                group.rmdir()


def test_census_finds_a_mount(counted, tmp_path):
    count = counted()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "none", tmp_path], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        assert f"mount {tmp_path} (tmpfs)" in count.left()
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_transient_file_is_no_finding(counted, tmp_path):
    count = counted()
    (tmp_path / "ql_corpus_7").touch()
    (tmp_path / "ql_corpus_7").unlink()
    assert not [line for line in count.left() if str(tmp_path) in line]


@pytest.mark.parametrize(
    "text, line",
    [
        ("# group: lying\n# expect: not_pass\n", "the header lacks tries"),
        (ATTACK.replace("not_pass", "fail"), "expect is pass or not_pass"),
        (HONEST.replace("expect: pass", "expect: not_pass"), "the honest ones pass"),
        (ATTACK + "# module: other\n", "module is one of"),
    ],
    ids=["missing", "expect", "honest", "module"],
)
def test_a_bad_header_is_said(tmp_path, text, line):
    (tmp_path / "1_case.py").write_text(text)
    with pytest.raises(cases.BadCase, match=line):
        cases.load_case(tmp_path / "1_case.py")


def test_a_number_used_twice_is_said(tmp_path):
    (tmp_path / "attacks").mkdir()
    for name in ("1_one.py", "1_two.py"):
        (tmp_path / "attacks" / name).write_text(ATTACK)
    with pytest.raises(cases.BadCase, match="the number 1 is used twice"):
        cases.load_cases(tmp_path)


ADDS = """# group: honest
# expect: pass
# tries: adds
def add(a, b):
    return twice(a) + b


def twice(a):
    return 2 * a


if __name__ == "__main__":
    print(add(1, 2))
"""


def changing(folder, text, original="1_adds.py"):
    for kind in ("attacks", "honest"):
        (folder / kind).mkdir()
    (folder / "honest" / "1_adds.py").write_text(ADDS)
    path = folder / "attacks" / "1_lies.py"
    path.write_text(f"{ATTACK}# changes: {original}\n{text}")
    return path


def test_a_case_of_changes_is_the_changed_case_in_full(tmp_path):
    path = changing(tmp_path, "def twice(a):\n    return 3 * a\n")
    cases.complete(path)
    names = {"__name__": "adds"}
    exec(path.read_text(), names)
    assert names["add"](1, 2) == 5 and 'if __name__ == "__main__":\n    print(add(1, 2))' in path.read_text()
    assert cases.load_case(path).expect == "not_pass"


@pytest.mark.parametrize("text, original, line", [
    ("def twice(a:\n", "1_adds.py", "1_lies"), ("x = 1\n", "2_none.py", "that it could change")])
def test_changes_that_make_no_program_are_said(tmp_path, text, original, line):
    with pytest.raises(cases.BadCase, match=line):
        cases.complete(changing(tmp_path, text, original))


def test_the_corpus_is_as_large_as_it_says():
    found = cases.load_cases(HERE)
    assert sum(case.expect == "not_pass" for case in found) >= 60
    assert sum(case.expect == "pass" for case in found) >= 15


def test_the_subset_has_each_group():
    found = cases.load_cases(HERE)
    assert {case.group for case in found} == {case.group for case in found if case.in_subset}


def test_programs_are_those_that_tests_run():
    found = cases.load_cases(HERE)
    chosen = run_corpus.choose(found, run_corpus.parse([__file__, "--programs"]))
    assert {case.module for case in chosen} == set(cases.PROGRAMS)
    assert sum(case.expect == "not_pass" for case in chosen) >= 25 and any(case.expect == "pass" for case in chosen)
