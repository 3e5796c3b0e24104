"""The page that `run` and `report` write: what is in its folder, what it says while a run goes on, and kills."""
import json
import os
import random
import re
import signal
import subprocess
import time

from harness import BAD_GREET, GOOD_DOUBLE, rule, wait_until

ANSWERS = [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]


def test_a_run_ends_with_a_page_a_text_with_pictures_and_a_card(workplace):
    place = workplace({"rules": ANSWERS}, model_ids=("a", "b"))
    place.variables["HOME"] = str(place.folder)
    place.measure()
    page = (place.results / "report.html").read_text(encoding="utf-8")
    text = (place.results / "report.md").read_text(encoding="utf-8")
    assert page.endswith("</html>\n") and "http-equiv=\"refresh\"" not in page
    pictures = re.findall(r'src(?:set)?="(charts/[^"]+)"', text)
    assert pictures and all((place.results / name).read_text().startswith("<svg") for name in pictures)
    assert (place.results / "card.svg").read_text(encoding="utf-8").startswith("<svg")
    for posted in (page, text):
        assert str(place.folder) not in posted


def test_the_page_of_a_run_that_goes_on_says_so_and_gives_no_verdict(workplace):
    slow = [{**each, "reply": {**each["reply"], "first_token_ms": 1500}} for each in ANSWERS]
    place = workplace({"rules": slow}, model_ids=("a", "b"))
    run = place.start("run", "e2e.json", "--live", "--out", "live")
    page = place.folder / "live" / "report.html"
    wait_until(run, page.exists)
    text = page.read_text(encoding="utf-8")
    assert text.endswith("</html>\n") and '<meta http-equiv="refresh"' in text
    assert "this run goes on" in text and "Recommended" not in text and "not complete" in text
    run.communicate()
    assert run.returncode == 0
    assert '<meta http-equiv="refresh"' not in page.read_text(encoding="utf-8")


def test_a_killed_report_leaves_the_old_page_whole(workplace):
    place = workplace({"rules": ANSWERS}, model_ids=("a", "b"))
    place.measure()
    page = place.results / "report.html"
    before = page.read_bytes()
    for moment in range(30):
        report = place.start("report", place.results)
        time.sleep(random.Random(moment).uniform(0, 0.1))
        os.kill(report.pid, signal.SIGKILL)
        report.communicate()
        assert page.read_bytes() == before
    place.run("report", place.results)
    assert page.read_bytes() == before


def test_each_size_is_kept_to(workplace):
    place = workplace({"rules": ANSWERS}, model_ids=("a", "b"))
    place.measure()
    place.run("report", place.results, "--max-bytes", "1kb", "--format", "html")
    page = (place.results / "report.html").read_text(encoding="utf-8")
    assert "4 passed and 4 other cells are left out" in page
    _, refused = place.run("report", place.results, "--max-bytes", "1kb", "--format", "md", expect=2)
    assert "--max-bytes is for html" in refused


def test_charts_and_card_are_drawn_as_pictures_where_that_is_asked(workplace):
    place = workplace({"rules": ANSWERS}, model_ids=("a", "b"))
    place.measure()
    place.run("report", place.results, "--png")
    drawn = {path.relative_to(place.results).with_suffix(".svg") for path in place.results.rglob("*.png")}
    assert drawn == {path.relative_to(place.results) for path in place.results.rglob("*.svg")} != set()
    assert (place.results / "card.png").read_bytes().startswith(b"\x89PNG")
    place.variables["PATH"] = str(place.folder)
    _, said = place.run("report", place.results, "--png", expect=3)
    assert "librsvg2-bin" in said


def test_the_verdict_on_each_pair_is_drawn_where_that_is_asked(workplace):
    place = workplace({"rules": ANSWERS}, model_ids=("a", "b", "c"), iterations=5, rounds=1)
    place.measure()
    assert "chart-verdicts" not in (place.results / "report.html").read_text(encoding="utf-8")
    place.run("report", place.results, "--all-pairs")
    assert "chart-verdicts" in (place.results / "report.html").read_text(encoding="utf-8")
    assert (place.results / "charts" / "verdicts.svg").exists()
    two = place.folder / "two.json"
    two.write_text(json.dumps({**place.config, "models": place.config["models"][:2]}))
    place.run("run", two, "--out", "two")
    _, said = place.run("report", "two", "--all-pairs", expect=2)
    assert "3 to 16 models" in said
