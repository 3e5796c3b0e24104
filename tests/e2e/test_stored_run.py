"""The runs that quantladder 0.1 stored are still reported, resumed, judged again and compared."""
import json
import shutil

import pytest

from harness import ROOT
from test_early_stop import DOUBLE, GREET, by_seed

STORED = ROOT / "tests" / "fixtures" / "run_0_1"
SOLVES_ALL = {"rules": [by_seed("double", DOUBLE, 2), by_seed("greet", GREET, "hello")]}


def stored_run(workplace, name):
    """A workplace with a copy of the run, and with the configuration that was measured, its paths apart."""
    place = workplace(SOLVES_ALL)
    shutil.copytree(STORED / name, place.folder / name)
    config = json.loads((STORED / name / "config.json").read_text())
    config["suite"] = str(STORED / "suite")
    config["server"]["binary"] = place.config["server"]["binary"]
    for model in config["models"]:
        model["file"] = str(place.folder / "model.gguf")
    place.save(**config)
    return place


def holds(got, wanted):
    """Everything that is in `wanted` is in `got`, which may have further keys."""
    if isinstance(wanted, dict):
        return all(key in got and holds(got[key], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(holds, got, wanted))
    return got == pytest.approx(wanted, abs=1e-9)


def summary(place, name):
    return json.loads((place.folder / name / "summary.json").read_text())


def figures(summary):
    keys = ("id", "score", "no_score_reason", "iterations", "perfect_runs", "tasks", "outcomes", "missing_cells",
            "speed_probe", "memory", "energy")
    return {"models": [{key: model[key] for key in keys} for model in summary["models"]],
            "pairs": summary["comparison"]["pairs"], "mcnemar": summary["comparison"]["mcnemar"]}


def files(folder, pattern):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.glob(pattern))}


@pytest.mark.parametrize("name", ["interrupted", "stopped"])
def test_the_report_has_the_figures_of_0_1(workplace, name):
    place = stored_run(workplace, name)
    (place.folder / name / "summary.json").unlink()
    out, _ = place.run("report", name)
    wanted = figures(json.loads((STORED / name / "summary.json").read_text()))
    assert holds(figures(summary(place, name)), wanted)
    assert ("stopped early" in out) == (name == "stopped")


def test_an_interrupted_run_goes_on_with_what_is_missing(workplace):
    place = stored_run(workplace, "interrupted")
    run = place.folder / "interrupted"
    before = files(run, "*/records/*.json")
    place.measure("--out", "interrupted")
    assert len(place.asked()) == 6, "8 cells were missing, the replies of two of them waited for a judgement"
    after = files(run, "*/records/*.json")
    for left in run.glob("*/pending/*.json"):
        assert (left.parent.parent / "records" / left.name).exists(), "a reply that waits for its judgement"
    assert before.items() <= after.items(), "records are never changed"
    assert {record["schema"] for record in place.records(run)} == {1}
    assert json.loads((run / "manifest.json").read_text())["schema"] == 1
    scores = {model["id"]: model["score"] for model in summary(place, "interrupted")["models"]}
    assert (scores["a"]["mean"], scores["a"]["n"]) == (100, 4)
    assert (scores["b"]["mean"], scores["b"]["n"]) == (87.5, 4)


def test_the_replies_of_0_1_are_judged_again_with_the_same_outcomes(workplace):
    place = stored_run(workplace, "interrupted")
    wanted = figures(summary(place, "interrupted"))
    _, err = place.run("rescore", "interrupted", "--all", "--tests-from", STORED / "suite")
    assert "0 outcomes changed" in err
    assert list(place.folder.glob("interrupted/*/records/*.j3.json"))
    got = summary(place, "interrupted")
    assert [model["score"] for model in got["models"]] == [model["score"] for model in wanted["models"]]
    assert [model["tasks"] for model in got["models"]] == [model["tasks"] for model in wanted["models"]]


def test_a_run_that_stopped_has_nothing_to_do_and_keeps_its_looks(workplace):
    place = stored_run(workplace, "stopped")
    place.measure("--stop-when-decided", "--out", "stopped")
    assert not place.asked()
    for name in ("stopping.json", "a/records/iter_10.greet.a1.json"):
        assert (place.folder / "stopped" / name).read_bytes() == (STORED / "stopped" / name).read_bytes()


def test_the_verdict_of_a_run_that_stopped_is_that_of_0_1(workplace):
    place = stored_run(workplace, "stopped")
    got = json.loads(place.run("compare", "stopped", "--json", expect=1)[0])
    [pair] = json.loads((STORED / "stopped" / "summary.json").read_text())["comparison"]["pairs"]
    assert holds(got["pairs"], [pair]) and pair["verdict"] == "better" and pair["p"] < 0.05
