"""Tasks that need a runtime: one that is missing is told before anything is generated, and costs no other task anything."""
import json
import pathlib
import shutil
import tempfile

import pytest

from harness import GOOD_DOUBLE, GOOD_GREET, SUITE, rule

GAWK = shutil.which("gawk")
REMEDY = "needs gawk: there is no gawk on PATH; remedy: apt install gawk"
SOLVES = {"rules": [rule("double", GOOD_DOUBLE), rule("greet", GOOD_GREET),
                    rule("awk", "```bash\ngawk 'BEGIN { print toupper(\"yes\") }'\n```\n")]}

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
