"""history: nights that are imported tables and runs of the scripted server, in words, JSON and exit codes."""
import json
import random
import shutil
import time

from harness import BAD_GREET, GOOD_DOUBLE, PATIENCE_S, rule

LEVELS = [25, 25, 25, 15, 10]


def scores(rng, rates, iterations=15):
    return [sum(points for points, rate in zip(LEVELS, rates) if rng.random() < rate) for _ in range(iterations)]


def write_night(place, name, values, model="a"):
    rows = [f"{model},{i + 1},{value}" for i, value in enumerate(values)]
    (place.folder / f"{name}.csv").write_text("\n".join(["model,iteration,score", *rows]) + "\n")


def import_nights(place, count, drop_at=None, model="a"):
    """Each night is a run in nights/, made one after the other."""
    rng = random.Random(7)
    for i in range(count):
        rates = [0.5, 0.5, 0.6, 0.8, 0.1] if drop_at is not None and i >= drop_at else [0.9, 0.9, 0.9, 0.95, 0.3]
        write_night(place, f"night{i:02}", scores(rng, rates), model)
        place.run("import", f"night{i:02}.csv", "--out", f"nights/night{i:02}")


def history(place, *arguments, expect):
    return json.loads(place.run("history", *arguments, "--json", expect=expect)[0])


def test_a_drop_is_flagged_with_its_night_and_the_exit_code_of_worse(workplace):
    place = workplace()
    import_nights(place, 12, drop_at=8)
    got = history(place, "nights", expect=1)["models"][0]
    assert got["id"] == "a" and got["standing"] == "worse"
    (change,) = got["changes"]
    assert change["figure"] == "score" and change["begun"] == "night08" and change["worse"]
    assert change["difference"] < -15 and change["ci"]["lo"] < change["difference"] < change["ci"]["hi"]
    assert change["p_over_all"] <= 0.05
    assert [night["run"] for night in got["nights"]] == [f"night{i:02}" for i in range(12)]
    assert got["nights"][0]["figures"]["tg"]["value"] is None
    text = " ".join(place.run("history", "nights", expect=1)[0].split())
    assert "Worse than before" in text and "since" in text and "Nothing that is recorded changed with it" in text


def test_equal_nights_are_as_before(workplace):
    place = workplace()
    import_nights(place, 10)
    got = history(place, "nights", expect=0)["models"][0]
    assert got["standing"] == "as_before" and got["changes"] == []
    assert got["nights"][9]["figures"]["score"]["look"]["number"] == 9
    assert "No change was flagged in 10 nights" in place.run("history", "nights")[0]


def test_one_night_and_bad_input_say_so_in_one_line(workplace):
    place = workplace()
    import_nights(place, 2)
    assert "there is nothing to compare yet" in place.run("history", "nights/night00", expect=5)[0]
    (place.folder / "empty").mkdir()
    for arguments, words in [
            (["empty"], "empty: no run in this folder"),
            (["nowhere"], "nowhere: no such run or table"),
            (["nights", "--model", "b"], "--model b: no run has such a model; there are a")]:
        complaint = place.run("history", *arguments, expect=2)[1]
        assert words in complaint and len(complaint.strip().splitlines()) == 1, complaint
    assert "--alpha" in place.run("history", "nights", "--alpha", "2", expect=2)[1]
    (place.folder / "nights/night01/scores.json").write_text("{")
    assert "night01/scores.json" in place.run("history", "nights", expect=3)[1]


def test_tables_are_nights_without_being_imported(workplace):
    place = workplace()
    write_night(place, "one", [90, 90, 65, 100, 90])
    write_night(place, "two", [90, 65, 65, 100, 90])
    got = history(place, "one.csv", "two.csv", expect=5)["models"][0]
    assert [night["run"] for night in got["nights"]] == ["one", "two"]
    assert [night["figures"]["score"]["n"] for night in got["nights"]] == [5, 5]


def test_a_run_that_repeats_its_texts_is_no_evidence_and_other_settings_cut(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]})
    place.measure("--out", "nights/monday")
    place.measure("--out", "nights/tuesday")
    place.save(sampling={"profile": "instruct", "max_tokens": 90})
    place.measure("--out", "nights/wednesday")
    got = history(place, "nights", expect=5)["models"][0]
    monday, tuesday, wednesday = got["nights"]
    assert monday["figures"]["score"]["value"] == tuesday["figures"]["score"]["value"]
    assert monday["cut"] == tuesday["cut"] == []
    assert len(wednesday["cut"]) == 1 and wednesday["cut"][0].startswith("sampling: ")
    assert tuesday["figures"]["score"]["fresh"] == 0 and monday["figures"]["score"]["fresh"] == 1
    assert tuesday["figures"]["tg"]["value"] > 0 and tuesday["figures"]["ttft"]["value"] > 0
    assert any("repeats the texts" in note for note in got["notes"])


def test_a_damaged_record_is_named(workplace):
    place = workplace()
    place.measure("--out", "nights/monday")
    shutil.copytree(place.folder / "nights/monday", place.folder / "nights/tuesday")
    record = next((place.folder / "nights/tuesday/a/records").rglob("*.json"))
    record.write_text("{")
    assert record.name in place.run("history", "nights", expect=3)[1]


def test_a_page_is_written_beside_the_table_and_opened(workplace):
    place = workplace()
    import_nights(place, 12, drop_at=8)
    browser = place.folder / "browser"
    browser.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > opened\n')
    browser.chmod(0o755)
    place.variables["BROWSER"] = f"no-such-program %s:{browser} --new-window %s"
    told, notes = place.run("history", "nights", "--out", "pages", "--open", expect=1)
    assert "Worse than before" in told and "Report: pages/history.html" in notes
    page = (place.folder / "pages" / "history.html").read_text()
    assert page.count("<figure") == 1 and "Worse than before: Score" in page and str(place.folder) not in page
    opened = place.folder / "opened"
    deadline = time.monotonic() + PATIENCE_S
    while not (opened.exists() and opened.read_text().count("\n") == 2):
        assert time.monotonic() < deadline, "the browser was not started"
        time.sleep(0.05)
    assert opened.read_text().split() == ["--new-window", str(place.folder / "pages" / "history.html")]


def test_a_page_that_cannot_be_written_is_told_before_the_work(workplace):
    place = workplace()
    import_nights(place, 2)
    (place.folder / "file").write_text("")
    for arguments, words in ((["--open"], "--open opens the page that --out DIR writes"),
                             (["--out", "file"], "file: is no folder; name one with --out DIR")):
        told, notes = place.run("history", "nights", *arguments, expect=2)
        assert told == "" and words in notes


def test_models_of_several_runs_share_a_page_and_json_stays_on_stdout(workplace):
    place = workplace()
    import_nights(place, 10, drop_at=6)
    rows = "".join(f"b,{i + 1},{50 + i % 3}\n" for i in range(15))
    for night in ("one", "two"):
        (place.folder / f"{night}.csv").write_text("model,iteration,score\n" + rows)
        place.run("import", f"{night}.csv", "--out", f"nights/z{night}")
    told, notes = place.run("history", "nights", "--out", "pages", "--json", expect=1)
    assert [model["id"] for model in json.loads(told)["models"]] == ["a", "b"] and "Report:" in notes
    page = (place.folder / "pages" / "history.html").read_text()
    assert "<title>quantladder: history of 2 models</title>" in page and "Worse than before: a." in page
    assert page.count("<figure") == 2


def test_nights_without_a_time_are_not_put_before_those_with_one(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]})
    place.run("run", "e2e.json")
    write_night(place, "table", [50] * 5)
    told, notes = place.run("history", place.results, "table.csv", expect=2)
    assert told == "" and "table is a table, which does not tell when it was measured" in notes


def test_two_tables_of_one_name_are_told_apart(workplace):
    place = workplace()
    for folder in ("x", "y"):
        (place.folder / folder).mkdir()
        write_night(place, f"{folder}/scores", [50, 51, 52, 53, 54])
    runs = [night["run"] for night in history(place, "x/scores.csv", "y/scores.csv", expect=5)["models"][0]["nights"]]
    assert runs == ["scores", "y/scores.csv"]


def test_no_browser_is_told_before_the_work(workplace):
    place = workplace()
    import_nights(place, 2)
    place.variables["BROWSER"] = "no-such-program %s"
    told, notes = place.run("history", "nights", "--out", "pages", "--open", expect=3)
    assert told == "" and "there is no program no-such-program %s; set BROWSER" in notes
