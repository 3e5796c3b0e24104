"""Published files of several agents on one server: what `import` makes of them, and what it refuses."""
import json

import pytest

KEYWORDS = ["sorted", "index"]


def answer(role, ttft_ms, total_ms, words):
    return {"role": role, "ttft_ms": ttft_ms, "response_time_ms": total_ms, "tokens_generated": words,
            "tokens_per_sec": round(words / (total_ms / 1000), 1), "content_preview": "def greet(): ..."}


def side(role, words, right):
    return {**answer(role, 210.0, 2000.0, words), "verified": right,
            "keywords_found": KEYWORDS if right else [], "keywords_missing": [] if right else KEYWORDS}


def level(n, total_ms, turns, sides=()):
    return {"concurrency": n, "total_time_ms": total_ms,
            "primary": [answer(f"primary_turn_{i}", *turn) for i, turn in enumerate(turns, start=1)],
            "side_tasks": [side(f"S{i}", *each) for i, each in enumerate(sides, start=1)]}


def write(place, name, model, levels):
    place.folder.joinpath(name).write_text(json.dumps(
        {"model": model, "port": 7080, "timestamp": "2026-02-25T10:00:00", "hardware": "GPU",
         "max_parallel_slots": 3, "concurrency_levels": levels}))


# The examples: (turn 1 and 3 at level 1; turns, total time and side tasks at level 3; MB; the six axes).
EXAMPLES = {
    "Model A": ([(120.0, 1500.0, 60), (90.0, 1500.0, 60), (90.0, 2500.0, 131)],
                [(330.0, 2000.0, 70), (90.0, 2000.0, 95), (90.0, 2000.0, 88)], 23750.0, [(80, True), (61, False)],
                20500, [2.62, 3.25, 3.5, 2.5, 0.8295, 2.4]),
    "Model B": ([(50.0, 1000.0, 60), (50.0, 1000.0, 60), (50.0, 1000.0, 130)],
                [(400.0, 2000.0, 500), (90.0, 2000.0, 500), (90.0, 2000.0, 500)], 12000.0, [(500, True), (500, True)],
                30000, [5, 1, 5, 5, 5, 1]),
    "Model C": ([(None, 1000.0, 15), (None, 1000.0, 15), (None, 1000.0, 15)],
                [(None, 2000.0, 40), (None, 2000.0, 40), (None, 2000.0, 40)], 31000.0, [(20, False), (20, False)],
                14000, [0.75, 3, 1, 0, 0.2581, 5]),
}


@pytest.fixture
def published(workplace):
    place = workplace()
    for model, (alone, loaded, total_ms, sides, _, _) in EXAMPLES.items():
        write(place, f"{model[-1]}.json", model, [level(1, 6000.0, alone), level(3, total_ms, loaded, sides)])
    return place


def imported(place, *args, expect=0):
    out, err = place.run("import", *args, "--out", "published", expect=expect)
    summary = place.folder / "published/summary.json"
    return json.loads(summary.read_text()) if expect in (0, 1) else err


def test_the_six_axes_are_the_published_ones(published):
    vram = [arg for model, row in EXAMPLES.items() for arg in ("--vram", f"{model}={row[4]}")]
    summary = imported(published, "A.json", "B.json", "C.json", *vram)
    radars = summary["published_load"]["radar"]
    assert [radar["model"] for radar in radars] == ["Model-A", "Model-B", "Model-C"]
    for radar, row in zip(radars, EXAMPLES.values()):
        printed = [float(f"{axis['value']:.4g}") for axis in radar["axes"]]
        assert printed == row[5], radar["model"]
    assert [radar["ttft_stands_in"] for radar in radars] == [False, False, True]
    first = summary["published_load"]["levels"][1]
    assert first["ttft_change_percent"] == pytest.approx(175) and first["words_per_s"] == [35.0, 47.5, 44.0]
    assert [task["keywords_missing"] for task in first["side"]] == [[], KEYWORDS]
    page = (published.folder / "published/report.md").read_text()
    assert "| Model-A | 3 | 2.62 | 3.25 | 3.5 | 2.5 | 0.8295 | 2.4 |" in page and "radar-imported" in page
    for chart in ("radar", "radar-corrected", "published-ttft", "published-total", "published-rate", "published-side"):
        assert (published.folder / f"published/charts/{chart}-imported.svg").exists(), chart
    published.run("report", "published")
    published.run("import", "A.json", "B.json", "C.json", *vram, "--out", "published")  # the same is no other run
    _, err = published.run("import", "A.json", "B.json", "C.json", "--out", "published", expect=2)
    assert "--out" in err


def test_without_vram_its_axis_is_left_out(published):
    summary = imported(published, "A.json")
    axes = summary["published_load"]["radar"][0]["axes"]
    assert axes[5]["value"] is None and all(axis["value"] is not None for axis in axes[:5])
    assert "not known" in (published.folder / "published/report.md").read_text()


def test_figures_that_contradict_each_other_are_told(published):
    file = published.folder / "A.json"
    content = json.loads(file.read_text())
    content["concurrency_levels"][0]["primary"][0]["tokens_per_sec"] = 50.0
    file.write_text(json.dumps(content))
    _, err = published.run("import", "A.json", "--out", "published", expect=1)
    assert "contradiction: A.json: /concurrency_levels/0/primary/0/tokens_per_sec: 60 words in 1500 ms" in err


@pytest.mark.parametrize("args, words", [
    (["A.json", "--vram", "Model Z=1"], 'no file has a model "Model Z"; the models are "Model A"'),
    (["A.json", "--vram", "Model A=much"], "--vram Model A=much: expected MODEL=MB"),
    (["A.json", "--vram", "Model A=-5"], "--vram Model A=-5: expected MODEL=MB"),
    (["A.json", "--vram", "Model A=1", "--vram", "Model A=2"], "given twice"),
    (["A.json", "A.json"], "A.json: /model: A.json has the model"),
    (["A.json", "scores.csv"], 'scores.csv: it has no "concurrency_levels"'),
    (["scores.csv", "--vram", "a=1"], "--vram: it is for published files"),
    (["A.json", "--scale", "10"], "--scale: A.json has no scores"),
    (["A.json", "--levels", "scores.csv"], "--levels: A.json has no pass rates"),
    (["broken.json"], "broken.json: /concurrency_levels/0/total_time_ms: expected 0 to"),
    (["nan.json"], "nan.json: line 1, column"),
    (["late.json"], "late.json: /concurrency_levels: level 1 is missing"),
    (["none.json"], "none.json: no such table"),
])
def test_what_cannot_be_imported_is_refused_in_one_line(published, args, words):
    published.folder.joinpath("scores.csv").write_text("model,iteration,score\na,1,50\n")
    alone = EXAMPLES["Model A"][0]
    write(published, "broken.json", "D", [level(1, -1, alone)])
    write(published, "nan.json", "D", [level(1, float("nan"), alone)])
    write(published, "late.json", "D", [level(2, 1000.0, alone, [(5, True)])])
    err = imported(published, *args, expect=2)
    assert words in err and len(err.strip().splitlines()) == 1
    assert not (published.folder / "published").exists()
