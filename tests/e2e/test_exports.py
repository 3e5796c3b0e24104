"""The files that `report` writes for other programs: what is in a run comes back from them, hostile texts too."""
import csv
import itertools
import json
import shutil
import subprocess
import xml.etree.ElementTree

import pytest

from harness import PATIENCE_S, ROOT

STORED = ROOT / "tests" / "fixtures" / "run_0_1" / "stopped"
HOSTILE = json.loads((ROOT / "tests" / "fixtures" / "hostile.json").read_text())

# What turns the order of a line or ends it is a control character here as well.
CONTROLS = [(0x00, 0x1F), (0x7F, 0x9F), (0x61C, 0x61C), (0x200E, 0x200F), (0x2028, 0x202E), (0x2066, 0x2069)]
BLANKS = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f\u205f\u3000\ufeff"


def one_line(text):
    text = text.translate({ord(end): " " for end in "\n\r\t"})
    return "".join("\ufffd" if any(a <= ord(c) <= b for a, b in CONTROLS) else c for c in text)


def defused(text):
    line = one_line(text)
    return "'" + line if line.lstrip(BLANKS)[:1] in tuple("=+-@") else line


def records_of(run):
    return sorted(path for path in run.glob("*/records/*.json") if ".j" not in path.stem)


@pytest.fixture
def stored(workplace):
    """A workplace with a copy of a stored run, in the folder `run`."""
    place = workplace()
    shutil.copytree(STORED, place.folder / "run")
    place.at = place.folder / "run"
    return place


def change(path, make):
    value = json.loads(path.read_text())
    make(value)
    path.write_text(json.dumps(value))


def make_hostile(run, shift):
    """Puts hostile strings into every text of the run that an export has, each time another one."""
    texts = itertools.islice(itertools.cycle(HOSTILE), shift, None)

    def of_record(record):
        judgement, generation = record["judgements"][-1], record["generation"]
        for part, key in [(judgement, "reason"), (judgement, "rule"), (judgement, "extractor"),
                          (judgement, "tests_sha256"), (judgement, "judged_at"), (generation, "fault"),
                          (generation, "started_at"), (generation, "text_sha256"), (record, "prompt_sha256"),
                          (record, "quantladder")]:
            part[key] = next(texts)
        judgement["outcome"] = next(outcomes)
        judgement["reason"] = judgement["reason"] or "none"

    def of_start(start):
        for key in ("version", "binary_sha256", "build_info", "settings_note", "started_at"):
            start[key] = next(texts)

    def of_manifest(manifest):
        manifest["run_id"] = next(texts)
        for model in manifest["models"]:
            for key in ("provider", "quant", "approach"):
                model["model"][key] = next(texts)

    (run / "stopping.json").unlink()  # its looks were at other outcomes
    outcomes = itertools.cycle(["fail", "pass", "error.died", "void.tester", "no_answer"])
    for path in records_of(run):
        change(path, of_record)
    for path in run.glob("*/servers/*.json"):
        change(path, of_start)
    change(run / "manifest.json", of_manifest)


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def check_cells(run, text_of):
    rows = {(row["model"], row["item"], int(row["iteration"]), int(row["attempt"])): row for row in table(run / "cells.csv")}
    records = [json.loads(path.read_text()) for path in records_of(run)]
    assert len(rows) == len(records)
    for record in records:
        row = rows[record["model"], record["task"], record["iteration"], record["attempt"]]
        judgement, generation = record["judgements"][-1], record["generation"]
        for key in ("reason", "rule", "extractor", "tests_sha256", "judged_at", "outcome"):
            assert row[key] == text_of(judgement[key])
        for key in ("fault", "started_at", "text_sha256", "finish"):
            assert row[key] == text_of(generation[key])
        assert (row["prompt_sha256"], row["quantladder"]) == (text_of(record["prompt_sha256"]), text_of(record["quantladder"]))
        assert int(row["seed"]) == generation["seed"]
        for key in ("total_ms", "first_byte_ms", "first_content_ms"):
            assert float(row[key]) == generation[key], "bit for bit"
        assert float(row["judge_ms"]) == judgement["wall_ms"] and float(row["points"]) == record["points"]
        assert row["first_reasoning_ms"] == "" and generation["first_reasoning_ms"] is None
        assert row["counted"] in ("true", "false") and row["kind"] == "code"


def check_models_and_starts(run, text_of):
    manifest = json.loads((run / "manifest.json").read_text())
    models = {row["model"]: row for row in table(run / "models.csv")}
    for model in manifest["models"]:
        row = models.pop(model["model"]["id"])
        assert row["run_id"] == text_of(manifest["run_id"])
        for key in ("provider", "quant", "approach"):
            assert row[key] == text_of(model["model"][key])
        assert row["file"] == "model.gguf", "no folder of the author's machine"
    assert not models
    starts = {(row["model"], int(row["number"])): row for row in table(run / "starts.csv")}
    for path in run.glob("*/servers/*.json"):
        start = json.loads(path.read_text())
        row = starts.pop((start["model"], start["number"]))
        for key in ("version", "binary_sha256", "build_info", "settings_note", "started_at"):
            assert row[key] == text_of(start[key])
        assert float(row["load_ms"]) == start["load_ms"]
    assert not starts


@pytest.mark.parametrize("raw, text_of", [((), defused), (("--raw",), one_line)])
@pytest.mark.parametrize("shift", [0, 23, 46])
def test_tables_read_back_to_the_same_fields(stored, raw, text_of, shift):
    make_hostile(stored.at, shift)
    stored.run("report", "run", "--format", "csv", *raw)
    check_cells(stored.at, text_of)
    check_models_and_starts(stored.at, text_of)
    text = (stored.at / "cells.csv").read_bytes().decode()
    assert "\r" not in text and text.count("\n") == 1 + len(records_of(stored.at)), "one line a row, ended by LF"


@pytest.mark.parametrize("shift", [0, 23, 46])
def test_junit_is_well_formed_and_fails_only_for_what_the_model_did(stored, shift):
    make_hostile(stored.at, shift)
    stored.run("report", "run", "--format", "junit")
    root = xml.etree.ElementTree.parse(stored.at / "junit.xml").getroot()
    manifest = json.loads((stored.at / "manifest.json").read_text())
    assert root.get("name") == one_line(manifest["run_id"])
    cases = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    assert int(root.get("tests")) == len(cases) == 2 * 2 * manifest["iterations"]
    for record in map(lambda path: json.loads(path.read_text()), records_of(stored.at)):
        case = cases.pop((record["model"], f"{record['task']}, iteration {record['iteration']}"))
        judgement = record["judgements"][-1]
        outcome, reason = judgement["outcome"], one_line(judgement["reason"])
        told = [(each.tag, each.get("type"), each.get("message")) for each in case]
        assert told == ([] if outcome == "pass" else
                        [("skipped", None, f"{outcome}: {reason}")] if outcome == "void.tester" else
                        [("failure", outcome, reason)])
    assert {case.find("skipped").get("message") for case in cases.values()} == {"it has no record"}
    assert int(root.get("failures")) == len(list(root.iter("failure")))
    assert int(root.get("skipped")) == len(list(root.iter("skipped")))


def files_below(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_without_formats_the_usual_files_are_written_and_with_them_only_those(stored):
    (stored.at / "summary.json").unlink()
    _, err = stored.run("report", "run")
    assert (stored.at / "summary.json").exists() and not (stored.at / "cells.csv").exists()
    assert "run/report.md" in err and "summary.json" in err
    (stored.at / "summary.json").unlink()
    out, err = stored.run("report", "run", "--format", "csv", "--format", "junit", "--json")
    assert json.loads(out)["schema"] == 2, "what is printed is another matter"
    assert err.splitlines()[-1] == "Report: run/cells.csv, models.csv, starts.csv, junit.xml"
    assert (stored.at / "cells.csv").exists() and not (stored.at / "summary.json").exists()


def test_out_leaves_the_run_as_it_is(stored):
    before = files_below(stored.at)
    stored.run("report", "run", "--format", "csv", "--format", "md", "--out", "elsewhere/new")
    assert files_below(stored.at) == before
    assert {path.name for path in (stored.folder / "elsewhere/new").iterdir()} >= {"cells.csv", "report.md"}


def test_a_run_that_is_read_only_is_reported_elsewhere(stored):
    def report(*arguments):
        return subprocess.run(
            ["bwrap", "--dev-bind", "/", "/", "--ro-bind", stored.at, stored.at, stored.program, "report", "run", *arguments],
            cwd=stored.folder, env=stored.environment(), capture_output=True, text=True, timeout=PATIENCE_S)

    refused = report()
    assert refused.returncode == 3 and "--out DIR" in refused.stderr and len(refused.stderr.splitlines()) == 1
    done = report("--out", "elsewhere")
    assert done.returncode == 0, done.stderr
    assert (stored.folder / "elsewhere" / "summary.json").exists()


@pytest.mark.parametrize("arguments, complaint", [
    (("--format", "pdf"), "pdf"),
    (("--format", "md", "--raw"), "--raw is for csv, which is not written here: --format is md"),
    (("--raw",), "--raw is for csv"),
    (("--format", "csv", "--open"), "--open opens the page of html, which is not written here: --format is csv"),
])
def test_an_option_that_would_do_nothing_is_refused(stored, arguments, complaint):
    before = files_below(stored.at)
    _, err = stored.run("report", "run", *arguments, expect=2)
    assert complaint in err
    assert files_below(stored.at) == before
