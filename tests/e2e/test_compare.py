"""compare, import and recommend: verdicts as words and exit codes, on tables and on runs of the scripted server."""
import json

from harness import BAD_GREET, GOOD_DOUBLE, GOOD_GREET, rule

# The published per-iteration scores of three providers' 4-bit files, and the pass rates published beside them.
SCORES = {
    "AesSedai": [90, 90, 40, 90, 90, 90, 90, 90, 100, 90, 90, 90, 90, 90, 65],
    "bartowski": [65, 90, 90, 65, 90, 90, 100, 90, 90, 90, 65, 90, 90, 75, 90],
    "unsloth": [65, 100, 65, 90, 90, 90, 100, 65, 100, 65, 90, 90, 90, 65, 90],
}
RATES = {"AesSedai": [87, 87, 93, 100, 7], "bartowski": [80, 87, 100, 100, 20], "unsloth": [67, 100, 100, 100, 27]}
POINTS = [25, 25, 25, 15, 10]


def write_scores(place, name="scores.csv", scores=SCORES, iterations=99):
    rows = [f"{model},{i + 1},{score}" for model, values in scores.items() for i, score in enumerate(values[:iterations])]
    (place.folder / name).write_text("\n".join(["model,iteration,score", *rows]) + "\n")


def write_cells(place, name, passes, seed=None):
    """passes: model -> per iteration a string of 0 and 1, one per task."""
    header = "model,iteration,task,passed,points" + (",seed" if seed is not None else "")
    rows = [header]
    for model, iterations in passes.items():
        for i, cells in enumerate(iterations):
            for t, passed in enumerate(cells):
                seed_field = f",{seed + 10 * i + t}" if seed is not None else ""
                rows.append(f"{model},{i + 1},L{t + 1},{passed},{POINTS[t]}{seed_field}")
    (place.folder / name).write_text("\n".join(rows) + "\n")


def compared(place, *arguments, expect):
    return json.loads(place.run("compare", *arguments, "--json", expect=expect)[0])


def near(value, wanted, tolerance=1e-3):
    return abs(value - wanted) <= tolerance


def test_published_scores_are_undecided_with_the_figures_of_the_worked_example(workplace):
    place = workplace()
    write_scores(place)
    got = compared(place, "scores.csv", "--all-pairs", expect=5)
    pairs = {(p["b"], p["a"]): p for p in got["pairs"]}
    for names, difference, p, tost, mde, needed in [
            (("AesSedai", "bartowski"), -1.0, 0.9375, 0.2219, 15.292, 122),
            (("AesSedai", "unsloth"), -2.0, 0.6875, 0.2486, 12.967, 88),
            (("bartowski", "unsloth"), -1.0, 0.921875, 0.1689, 12.141, 77)]:
        pair = pairs[names]
        assert pair["verdict"] == "undecided" and pair["better"] is None and pair["n"] == 15
        assert near(pair["difference"], difference) and near(pair["p"], p) and pair["p_holm"] == 1
        assert near(pair["tost_p"], tost) and near(pair["mde"], mde) and pair["n_needed"] == needed
    models = {m["id"]: m["ci"] for m in got["models"]}
    assert near(models["AesSedai"]["lo"], 71.6667) and near(models["unsloth"]["hi"], 90.6667)
    text = place.run("compare", "scores.csv", expect=5)[0]
    assert "undecided" in text and "no difference" not in text


def test_scores_alone_below_ten_iterations_have_no_interval(workplace):
    place = workplace()
    write_scores(place, iterations=9)
    got = compared(place, "scores.csv", expect=5)
    assert all(m["ci"] is None and m["mean"] is not None for m in got["models"])
    assert any("no valid interval below 10 iterations" in note for note in got["notes"])


def test_import_flags_pass_rates_that_contradict_the_scores(workplace):
    place = workplace()
    write_scores(place)
    rows = [f"{m},L{i + 1},{rate}%,{POINTS[i]}" for m, rates in RATES.items() for i, rate in enumerate(rates)]
    (place.folder / "levels.csv").write_text("\n".join(["model,task,rate,points", *rows]) + "\n")
    _, err = place.run("import", "scores.csv", "--levels", "levels.csv", "--out", "published", expect=1)
    assert "AesSedai: the mean of its 15 scores is 85.67" in err
    assert "AesSedai > bartowski > unsloth by the scores, unsloth > bartowski > AesSedai by the pass rates" in err
    assert "contradicts scores.csv" in (place.folder / "published/report.md").read_text()
    page = (place.folder / "published/report.html").read_text()
    assert '<p class="verdict">Undecided: ' in page and "contradicts scores.csv" in page
    imported = compared(place, "published", "--all-pairs", expect=5)
    assert imported["pairs"] == compared(place, "scores.csv", "--all-pairs", expect=5)["pairs"]
    place.run("report", "published")
    place.run("recommend", "published", expect=5)
    place.run("import", "scores.csv", "--out", "published")  # the same table again is no other run
    write_scores(place, "other.csv", iterations=12)
    _, err = place.run("import", "other.csv", "--out", "published", expect=2)
    assert "--out" in err


def test_cells_are_imported_as_records_and_checked_by_task(workplace):
    place = workplace()
    write_cells(place, "cells.csv", {"a": ["11110"] * 6, "b": ["11010"] * 6}, seed=1)
    (place.folder / "levels.csv").write_text("model,task,passed,trials\na,L3,5,6\nb,L3,0,6\n")
    _, err = place.run("import", "cells.csv", "--levels", "levels.csv", expect=1)
    assert "a/L3: 6 of 6 passed" in err and "b/L3" not in err
    assert len(list(place.results.glob("a/records/*/*.json"))) == 30
    assert place.summary()["models"][0]["score"]["mean"] == 90


def test_exit_codes_tell_better_worse_and_undecided(workplace):
    place = workplace()
    good, bad = ["11111", "11110"] * 8, ["00110", "01010"] * 8
    write_cells(place, "t.csv", {"good": good, "bad": bad, "alike": good[::-1]}, seed=1)
    worse = compared(place, "t.csv", "--candidate", "bad", expect=1)["pairs"][0]
    assert (worse["a"], worse["b"], worse["better"], worse["verdict"]) == ("bad", "good", "b", "better")
    better = compared(place, "t.csv", "--baseline", "bad", "--candidate", "good", expect=0)["pairs"][0]
    assert better["better"] == "a" and better["p_holm"] < 0.05
    place.run("compare", "t.csv", "--candidate", "alike", "--margin", "1", expect=5)
    place.run("compare", "t.csv", "--candidate", "alike", "--margin", "25", expect=0)  # equivalent within 25 points
    place.run("compare", "t.csv", expect=1)  # of several, worse comes first


def test_two_tables_pair_by_seed_or_say_that_they_do_not(workplace):
    place = workplace()
    write_cells(place, "monday.csv", {"a": ["11110", "11010"] * 6}, seed=1)
    write_cells(place, "tuesday.csv", {"a": ["11010", "11110"] * 6}, seed=1)
    write_cells(place, "other.csv", {"a": ["11010", "11110"] * 6}, seed=9000)
    got = compared(place, "monday.csv", "tuesday.csv", expect=5)
    assert (got["pairs"][0]["a"], got["pairs"][0]["b"]) == ("a@tuesday", "a@monday") and got["notes"] == []
    got = compared(place, "monday.csv", "other.csv", expect=5)
    assert any("not paired, their seeds differ" in note for note in got["notes"])


def test_what_was_not_asked_the_same_is_refused_unless_told(workplace):
    place = workplace()
    write_cells(place, "five.csv", {"a": ["11110"] * 6}, seed=1)
    write_cells(place, "four.csv", {"a": ["1111"] * 6}, seed=1)
    _, err = place.run("compare", "five.csv", "four.csv", expect=2)
    assert "not asked the same" in err and "--allow-different" in err
    out, _ = place.run("compare", "five.csv", "four.csv", "--allow-different", expect=0)
    assert "its scores from 0 to 90 were brought to 100 points" in out


def test_scores_of_unknown_scale_are_refused_until_it_is_said(workplace):
    place = workplace()
    shares = {model: [score / 100 for score in scores] for model, scores in SCORES.items()}
    write_scores(place, "shares.csv", shares)
    write_scores(place)
    for command in "compare", "import", "recommend":
        out, err = place.run(command, "shares.csv", expect=2)
        assert out == "" and err.count("\n") == 1 and "no score is above 1," in err and "--scale" in err
    got = compared(place, "shares.csv", "--scale", "1", expect=5)
    assert got["pairs"] == compared(place, "scores.csv", expect=5)["pairs"]
    assert "shares.csv: its scores from 0 to 1 were brought to 100 points" in got["notes"]
    _, err = place.run("compare", "shares.csv", "--scale", "nan", expect=2)
    assert "--scale" in err


def test_points_of_tasks_are_brought_to_a_hundred_and_the_published_ones_with_them(workplace):
    place = workplace()
    rows = [f"{m},{i},t{t},{int((i + t) % 4 < k)},1" for k, m in ((1, "a"), (3, "b")) for i in range(20) for t in range(3)]
    (place.folder / "ones.csv").write_text("\n".join(["model,iteration,task,passed,points", *rows]) + "\n")
    got = compared(place, "ones.csv", expect=0)
    assert near(got["pairs"][0]["difference"], 50) and got["pairs"][0]["verdict"] == "better"
    assert "ones.csv: its scores from 0 to 3 were brought to 100 points" in got["notes"]
    (place.folder / "scores.csv").write_text("model,iteration,score\n" + "".join(f"a,{i},{i % 2}\n" for i in range(20)))
    (place.folder / "rates.csv").write_text("model,task,rate,points\na,x,0.5,0.6\na,y,0.5,0.4\n")
    place.run("import", "scores.csv", "--scale", "1", "--levels", "rates.csv", "--out", "run")


def test_an_imported_run_knows_its_scale(workplace):
    place = workplace()
    write_scores(place, "shares.csv", {"a": [0.05, 0.1] * 6, "b": [0.1, 0.05] * 6})
    place.run("import", "shares.csv", "--scale", "1", "--out", "run")
    compared(place, "run", expect=0)
    _, err = place.run("compare", "run", "--scale", "1", expect=2)
    assert "points already" in err
    _, err = place.run("import", "shares.csv", "--scale", "10", "--out", "run", expect=2)
    assert "another run" in err
    manifest = json.loads((place.folder / "run/manifest.json").read_text())
    assert manifest["imported"].pop("full_score") == 1  # as an earlier version wrote it
    (place.folder / "run/manifest.json").write_text(json.dumps(manifest))
    _, err = place.run("compare", "run", expect=2)
    assert "import shares.csv again" in err


def test_a_table_of_pandas_is_imported_as_it_is(workplace):
    place = workplace()
    rows = [f"{i},{m},{i % 6}.0,x,{(i + k) % 3 == 0}" for k, m in enumerate("ab") for i in range(6)]
    (place.folder / "t.csv").write_text("\n".join([",model,iteration,task,passed", *rows, "6,a,6.0,x,NaN"]) + "\n")
    place.run("import", "t.csv", "--out", "run")
    got = compared(place, "run", expect=5)
    assert got["pairs"][0]["n"] == 6 and got["pairs"] == compared(place, "t.csv", expect=5)["pairs"]
    assert any("1 of 7 iterations left out: without a score" in note for note in got["notes"])


def test_two_tables_with_labels_are_paired_by_them(workplace):
    place = workplace()
    models = "--baseline", "a", "--candidate", "b"
    names = [f"q{i}" for i in range(20)]
    score = {name: 20 + 7 * i % 60 for i, name in enumerate(names)}
    for model, order, more in ("a", names, 0), ("b", names[::-1], 3):
        rows = [f"{model},{name},{score[name] + more}" for name in order]
        (place.folder / f"{model}.csv").write_text("\n".join(["model,iteration,score", *rows]) + "\n")
    got = compared(place, "a.csv", "b.csv", *models, expect=0)
    assert got["pairs"][0]["n"] == 20 and got["pairs"][0]["p"] < 0.001 and got["pairs"][0]["difference"] == 3
    assert any("paired by the name of the iteration" in note for note in got["notes"])
    place.run("import", "b.csv", "--out", "b")
    assert compared(place, "a.csv", "b", *models, expect=0)["pairs"] == got["pairs"]
    summary = json.loads((place.folder / "b/summary.json").read_text())
    assert [one["label"] for one in summary["models"][0]["iterations"]] == names[::-1]
    assert "q19: " in (place.folder / "b/report.md").read_text()


def test_no_escape_sequence_of_a_table_reaches_the_terminal(workplace):
    place = workplace()
    for text in ("a\x1b[2J,b\n1,2\n", "model,iteration,score\n\"a\x1b[2J\",1,50\n", "model,iteration,score\na,1,\"\x1b[2J\"\n"):
        (place.folder / "t.csv").write_text(text)
        out, err = place.run("compare", "t.csv", expect=2)
        assert "\x1b" not in out + err and err.count("\n") == 1


def test_a_broken_table_is_refused_by_line_and_column(workplace):
    place = workplace()
    (place.folder / "t.csv").write_text("model,iteration,score\na,1,5\na,2,high\n")
    _, err = place.run("compare", "t.csv", expect=2)
    assert 't.csv:3: column "score"' in err
    _, err = place.run("compare", "nowhere.csv", expect=2)
    assert "nowhere.csv" in err
    write_scores(place, "one.csv", {"a": [90, 80]})
    _, err = place.run("compare", "one.csv", expect=2)
    assert "two models" in err


def test_numbers_that_are_none_are_refused(workplace):
    place = workplace()
    write_scores(place)
    for value in "nan", "inf", "0", "-1", "1e400":
        place.run("compare", "scores.csv", "--margin", value, expect=2)
        place.run("recommend", "scores.csv", "--max-loss", value, expect=2)


def test_models_a_table_stay_as_they_are(workplace):
    place = workplace()
    write_scores(place, "names.csv", {"Q4 K/M": SCORES["AesSedai"], "\u6a21\u578b": SCORES["unsloth"]})
    assert compared(place, "names.csv", expect=5)["pairs"][0]["a"] == "\u6a21\u578b"


def test_one_candidate_of_several_is_corrected_for_all(workplace):
    place = workplace()
    write_scores(place)
    whole = {p["a"]: p for p in compared(place, "scores.csv", expect=5)["pairs"]}
    one = compared(place, "scores.csv", "--candidate", "unsloth", expect=5)
    assert one["family"] == 2 and one["pairs"][0] == whole["unsloth"]


def test_an_imported_table_shows_only_what_it_has(workplace):
    place = workplace()
    write_cells(place, "cells.csv", {"a": ["11110"] * 6, "b": ["11010"] * 6})
    out, err = place.run("import", "cells.csv", "--out", "run")
    for absent in "not complete", "GPU", "sandbox unknown", "Tokens/s", "Provider", "Hidden tests passed":
        assert absent not in out, absent
    assert err.startswith("Imported into")
    _, err = place.run("import", "cells.csv", "--levels", "nowhere.csv", expect=2)
    assert "nowhere.csv" in err


def test_a_run_ends_with_the_comparison_and_the_command(workplace):
    varied = {"text": "", "texts": [GOOD_DOUBLE + f"Take {i}.\n" for i in range(40)]}
    place = workplace(model_ids=("a", "b"), iterations=6, rounds=2,
                      scenario={"rules": [{"match": {"prompt": "double"}, "reply": varied}, rule("greet", GOOD_GREET)]})
    out, _ = place.measure()
    assert "Comparison" in out and "llama-server" in out
    summary = place.summary()
    assert summary["comparison"]["pairs"][0]["a"] == "b"
    assert compared(place, place.results, expect=5)["pairs"] == summary["comparison"]["pairs"]
    assert compared(place, place.results, "--metric", "tg", expect=5)["pairs"][0]["unit"] == "percent"
    got = json.loads(place.run("recommend", place.results, "--max-size", "100", "--json", expect=5)[0])
    assert [each["advice"] for each in got["models"]] == ["not_told_apart"] * 2 and not got["decided"]
    assert place.run("recommend", place.results, expect=5)[0].count("fake_llama_server.py") == 2
    place.run("recommend", place.results, "--max-size", "0.0000001", expect=1)
    place.run("recommend", place.results, "--min-tg", "0", expect=2)


def test_models_with_other_sampling_are_refused_unless_told(workplace):
    place = workplace(model_ids=("a", "b"), iterations=1, rounds=1,
                      scenario={"rules": [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]})
    place.config["models"][1]["sampling"] = {"profile": "v1", "max_tokens": 100}
    place.save()
    place.measure()
    _, err = place.run("compare", place.results, expect=2)
    assert "the sampling of" in err
    place.run("compare", place.results, "--allow-different", expect=5)
