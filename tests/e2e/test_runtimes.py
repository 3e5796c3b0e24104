"""Tasks that need a runtime: one that is missing is told before anything is generated, and costs no other task anything."""
import hashlib
import json
import pathlib
import shutil
import tempfile
import zipfile

import pytest

from harness import GOOD_DOUBLE, GOOD_GREET, SUITE, rule

GAWK = shutil.which("gawk")
REMEDY = "needs gawk: there is no gawk on PATH; remedy: apt install gawk"
SOLVES = {"rules": [rule("double", GOOD_DOUBLE), rule("greet", GOOD_GREET),
                    rule("awk", "```bash\ngawk 'BEGIN { print toupper(\"yes\") }'\n```\n")]}
USES_PACKAGE = "from ql_made_up import double as twice\n\n\ndef double(x):\n    return twice(x)\n"

pytestmark = pytest.mark.skipif(GAWK is None, reason="gawk is not installed")


@pytest.fixture
def place(workplace, tmp_path):
    """A workplace whose suite has a task that needs gawk, which is not on PATH."""
    suite = tmp_path / "awkward"
    shutil.copytree(SUITE, suite)
    task = suite / "shout"
    (task / "reference").mkdir(parents=True)
    (suite / "suite.json").write_text(json.dumps(
        {"id": "awkward", "version": "1.0.0", "title": "With awk", "tasks": ["double", "shout"]}))
    (task / "task.json").write_text(json.dumps(
        {"id": "shout", "title": "shout", "points": 50, "language": "bash", "judge": "program", "files": ["shout.sh"],
         "entry_points": [], "tests": ["check.py"], "needs": ["bash", "gawk"]}))
    (task / "prompt.md").write_text("Write shout.sh, which prints YES with awk {gawk_version}.\n")
    (task / "check.py").write_text(
        "import quantladder_task as task\n\nassert task.run(['bash', 'shout.sh']).text == 'YES\\n'\n")
    (task / "reference" / "shout.sh").write_text("gawk 'BEGIN { print toupper(\"yes\") }'\n")
    made = workplace(SOLVES, suite=str(suite))
    made.suite = suite
    made.programs = pathlib.Path(tempfile.mkdtemp())  # root's sandboxes run as users who can't enter pytest's folder
    made.programs.chmod(0o755)
    for name in ("bash", "bwrap", "python3"):
        (made.programs / name).symlink_to(shutil.which(name, path="/usr/bin:/bin"))
    made.variables["PATH"] = str(made.programs)
    yield made
    shutil.rmtree(made.programs)


def install_gawk(place):
    (place.programs / "gawk").symlink_to(GAWK)


def outcomes_of(place, item):
    return [record["judgements"][-1]["outcome"] for record in place.records() if record["item"] == item]


def asked(place):
    log = place.folder / "fake_requests.jsonl"
    return log.read_text() if log.exists() else ""


def test_its_cells_are_not_run_and_the_same_command_goes_on_when_it_is_there(place):
    _, err = place.measure(expect=4)
    assert f"awkward/shout is not run: it {REMEDY}" in err
    assert outcomes_of(place, "double") == ["pass", "pass"]
    assert outcomes_of(place, "shout") == ["not_run", "not_run"]
    assert "shout.sh" not in asked(place)
    [reason] = {record["judgements"][-1]["reason"] for record in place.records() if record["item"] == "shout"}
    assert reason == REMEDY
    doubles = [record for record in place.records() if record["item"] == "double"]

    install_gawk(place)
    place.measure(expect=0)
    assert outcomes_of(place, "shout") == ["not_run", "pass", "not_run", "pass"]
    assert [record for record in place.records() if record["item"] == "double"] == doubles
    manifest = json.loads((place.results / "manifest.json").read_text())
    minor = ".".join(manifest["runtimes"]["gawk"].split(".")[:2])
    assert f"which prints YES with awk {minor}." in asked(place)
    judged = [record for record in place.records() if record["item"] == "shout"][-1]["judgements"][-1]
    assert judged["runtimes"] == {"bash": manifest["runtimes"]["bash"], "gawk": manifest["runtimes"]["gawk"]}


def test_of_a_task_that_is_not_selected_it_is_not_looked_for(place):
    _, err = place.measure("--task", "double", expect=0)
    assert "gawk" not in err
    install_gawk(place)
    place.measure("--task", "double", "--rerun", expect=0)
    assert "runtimes" not in json.loads((place.results / "manifest.json").read_text())
    place.measure(expect=0)
    assert outcomes_of(place, "shout") == ["pass", "pass"]


def test_a_result_stays_when_it_is_gone_again(place):
    install_gawk(place)
    place.measure(expect=0)
    (place.programs / "gawk").unlink()
    place.measure(expect=0)
    out, err = place.run("rescore", place.results, "--all")
    assert f"note: awkward/shout is not judged again: it {REMEDY}" in err
    assert outcomes_of(place, "shout") == ["pass", "pass"]


def test_a_runtime_whose_reference_fails_stops_the_run(place):
    install_gawk(place)
    (place.suite / "shout" / "reference" / "shout.sh").write_text("gawk 'BEGIN { print \"no\" }'\n")
    _, err = place.measure(expect=3)
    assert "the reference solution of awkward/shout does not pass on this machine" in err


def test_a_plan_goes_with_a_run_whose_prompts_name_versions(place):
    install_gawk(place)
    place.measure("--iterations", "1", expect=0)
    out, _ = place.run("plan", "e2e.json")
    assert "2 of 4" in out or "2 cells" in out, out


def test_tests_without_a_task_may_need_one(place):
    tests = place.folder / "test_awk.py"
    tests.write_text("import solution\n\n\ndef test_awk():\n    assert solution.f() == 'ac\\n'\n")
    answer = place.folder / "answer.py"
    answer.write_text("import subprocess\n\n\ndef f():\n    return subprocess.run(\n        ['gawk', "
                      "'BEGIN { print gensub(/b/, \"c\", 1, \"ab\") }'], capture_output=True, text=True).stdout\n")
    arguments = ["judge", "--tests", tests, "--solution", answer, "--needs"]
    assert REMEDY in place.run(*arguments, "gawk", expect=3)[0]
    assert 'is "gawk" meant?' in place.run(*arguments, "gwak", expect=2)[1]
    install_gawk(place)
    place.run(*arguments, "gawk", expect=0)


def test_verify_judge_and_doctor_say_the_same(place):
    out, _ = place.run("verify", place.suite, expect=3)
    assert f"not verified: it {REMEDY}" in out and "1 task(s) NOT verified" in out
    out, _ = place.run("judge", "--task", f"{place.suite}/shout", "--solution", place.suite / "shout/reference", expect=3)
    assert "not_run" in out and REMEDY in out
    checks = {each["check"]: each for each in json.loads(place.run("doctor", place.suite, "--json", expect=3)[0])}
    assert checks["bash"]["health"] == "ok"
    assert (checks["gawk"]["health"], checks["gawk"]["remedy"]) == ("note", "apt install gawk")
    install_gawk(place)
    place.run("verify", place.suite, expect=0)


def test_an_unknown_name_is_refused(place):
    path = place.suite / "shout" / "task.json"
    path.write_text(path.read_text().replace('"gawk"', '"gawkk"'))
    _, err = place.measure(expect=2)
    assert 'there is no runtime "gawkk"; is "gawk" meant?' in err


def make_wheel(folder):
    """A package of one module, as an index would have it. Returns its line of a requirements file."""
    wheel = folder / "ql_made_up-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("ql_made_up.py", "def double(x):\n    return 2 * x\n")
        about = "ql_made_up-1.0.dist-info/"
        made.writestr(about + "METADATA", "Metadata-Version: 2.1\nName: ql-made-up\nVersion: 1.0\n")
        made.writestr(about + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        made.writestr(about + "RECORD", "".join(f"{name},,\n" for name in (
            "ql_made_up.py", about + "METADATA", about + "WHEEL", about + "RECORD")))
    return f"ql-made-up==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def add_packages(place, requirements):
    (place.suite / "requirements.txt").write_text(requirements)
    suite = json.loads((place.suite / "suite.json").read_text())
    (place.suite / "suite.json").write_text(json.dumps({**suite, "python_packages": "requirements.txt"}))
    task = json.loads((place.suite / "double" / "task.json").read_text())
    (place.suite / "double" / "task.json").write_text(json.dumps({**task, "needs": ["python_packages"]}))
    (place.suite / "double" / "reference" / "solution.py").write_text(USES_PACKAGE)


def test_packages_are_installed_on_request_and_then_need_no_index(place):
    place.variables["QUANTLADDER_CACHE"] = str(place.programs / "cache")  # which every user can enter
    index = place.folder / "wheels"
    index.mkdir()
    add_packages(place, make_wheel(index))
    place.scenario({"rules": [rule("double", f"```python\n{USES_PACKAGE}```\n"), *SOLVES["rules"][1:]]})
    install_gawk(place)
    command = "quantladder doctor --prepare awkward"  # a name finds it from here
    _, err = place.measure(expect=4)
    assert f"the Python packages of awkward are not installed; remedy: {command}" in err
    assert outcomes_of(place, "double") == ["not_run", "not_run"] and outcomes_of(place, "shout") == ["pass", "pass"]

    place.variables.update(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(place.folder / "nowhere"))
    out, _ = place.run("doctor", "--prepare", place.suite, expect=3)
    assert "BAD   awkward/python_packages" in out
    place.variables.update(PIP_FIND_LINKS=str(index))
    place.run("doctor", "--prepare", place.suite, "--json", expect=3)  # 3: this PATH has no llama-server
    [kept] = json.loads(place.run("cache", "--json")[0])["runtimes"]
    assert kept["bytes"] > 0

    place.variables.update(PIP_FIND_LINKS=str(place.folder / "nowhere"))
    place.measure(expect=0)
    assert outcomes_of(place, "double") == ["not_run", "pass", "not_run", "pass"]
