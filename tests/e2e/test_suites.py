"""Several suites of one run, and suites of another kind than code: planned, killed, resumed, reported and compared."""
import json
import re
import shutil
import signal

import pytest

from harness import FAKE_SERVER, GOOD_DOUBLE, GOOD_GREET, HERE, PATIENCE_S, ROOT, SUITE, rule, wait_until

FAKES = ROOT / "tests/fakes/llama.cpp"


@pytest.fixture
def both(workplace):
    """Two models, the tiny suite and three tests of speed; q4 generates twice as fast."""
    place = workplace(model_ids=("q4", "q8"), suites=[str(SUITE), str(HERE / "speed")], iterations=3, rounds=3,
                      server={"binary": str(FAKE_SERVER), "ctx": 512, "tools": str(FAKES)})
    del place.config["suite"]
    for model in place.config["models"]:
        file = place.folder / f"{model['id']}.gguf"
        shutil.copy(model["file"], file)
        model["file"] = str(file)
    place.save()
    place.variables["QL_FAKE_BENCH"] = str(place.folder / "bench.json")
    place.bench = lambda scenario: (place.folder / "bench.json").write_text(json.dumps(scenario))
    place.bench({"models": {"q8": {"token_ms": 20}}})
    return place


def speeds(place):
    return [record for record in place.records() if record.get("kind") == "speed"]


def test_a_run_has_tasks_and_tests_of_speed_that_its_report_keeps_apart(both):
    plan, _ = both.run("plan", "e2e.json", "--json")
    assert json.loads(plan)["to_run"] == 2 * 3 * (2 + 3)
    out, _ = both.measure()
    assert len(speeds(both)) == 2 * 3 * 3
    summary = both.summary()
    assert [suite["id"] for suite in summary["suites"]] == ["tiny", "quick"]
    assert [suite["points"] for suite in summary["suites"]] == [100, None] and summary["points"] == 100
    q4, q8 = summary["models"]
    assert q4["score"]["n"] == 3 and q4["outcomes"]["measured"] == 9 and q4["missing_cells"] == 0
    assert q4["figures"]["bench_tg"]["value"] == pytest.approx(2 * q8["figures"]["bench_tg"]["value"], rel=1e-3)
    assert set(q4["figures"]) >= {"bench_tg", "bench_tg:tg4", "bench_tg:tg4@d8", "bench_pp", "bench_pp:pp8"}
    assert "Speed in llama-bench" in out and "tg4@d8" in out
    assert "| Bench tg4 |" in (both.results / "report.md").read_text()
    assert "Left out of the rates" not in out and summary["unscored_cells"] == []


def test_killed_between_its_suites_the_run_goes_on_where_it_was(both):
    process = both.start("run", "e2e.json")
    wait_until(process, lambda: len(list(both.folder.glob("results/*/q4/records/quick/*.json"))) >= 2)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)
    before = {record["item"]: record for record in speeds(both)}
    both.measure()
    cells = both.cells()
    assert len(cells) == len(set(cell[:3] for cell in cells)) == 2 * 3 * (2 + 3)
    after = {(record["item"], record["iteration"]): record for record in speeds(both) if record["model"] == "q4"}
    for item, record in before.items():
        assert after[item, record["iteration"]] == record, "measured twice"


def test_speeds_are_compared_and_limit_a_recommendation(both):
    both.measure()
    out, _ = both.run("compare", both.results, "--metric", "bench_tg", "--baseline", "q8", "--json", expect=5)
    [pair] = json.loads(out)["pairs"]
    assert pair["difference"] == pytest.approx(100, abs=0.5) and pair["unit"] == "percent"
    out, _ = both.run("compare", both.results, "--metric", "bench_tg:tg4@d8", "--baseline", "q8", expect=5)
    assert "bench_tg:tg4@d8" in out
    _, err = both.run("compare", both.results, "--metric", "bench_tg:tg9", expect=2)
    assert "it has tg4, tg4@d8" in err
    out, _ = both.run("recommend", both.results, "--min-bench-tg", "99", expect=5)
    assert "Wanted: at least 99.0 tokens/s in llama-bench" in out


def test_a_run_of_speed_alone_is_reported_and_compared(both):
    both.save(suites=both.config["suites"][1:])
    out, err = both.measure()
    assert "no suite of this run has points" in out and "Bench tg4" in out and "cannot show any difference" not in err
    assert not list(both.results.glob("q4/iter_*.json")) and both.summary()["complete"]
    both.run("compare", both.results, "--metric", "bench_pp", expect=5)


def test_a_run_of_speed_alone_needs_no_python_and_no_sandbox(both):
    suites = both.config["suites"]
    both.save(suites=suites[1:], judging={"python": "/nowhere/python3"})
    out, _ = both.measure()
    assert "Judging" not in out and both.summary()["judging"] is None
    both.save(suites=suites)
    _, err = both.measure(expect=3)
    assert "/nowhere/python3" in err


def test_a_suite_that_is_added_extends_the_run(both):
    suites = both.config["suites"]
    both.save(suites=suites[:1])
    both.measure()
    both.save(suites=suites)
    both.measure()
    assert len(speeds(both)) == 18 and len(both.records()) == 30
    both.save(suites=suites[::-1])
    _, err = both.measure(expect=2)
    assert '/suite: "tiny" -> "quick"' in err


def test_a_test_that_fails_is_said_and_the_rest_goes_on(both):
    both.bench({"models": {"q8": {"after": 0, "kill": True}}})
    out, _ = both.measure(expect=4)
    summary = both.summary()
    assert summary["models"][0]["outcomes"]["measured"] == 9
    assert summary["models"][1]["outcomes"]["infrastructure.program_died"] > 0
    assert {cell["item"] for cell in summary["unscored_cells"]} == {"pp8", "tg4", "tg4@d8"}
    assert "the program ended" in out or "signal" in out


def test_without_llama_bench_nothing_is_begun(both):
    both.config["server"]["tools"] = str(both.folder)
    both.save()
    _, err = both.measure(expect=3)
    assert "llama-bench" in err and not (both.folder / "results").exists()


def test_two_suites_of_code_have_one_score_and_names_with_their_suite(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE), rule("greet", GOOD_GREET)]})
    other = place.folder / "other"
    shutil.copytree(SUITE, other)
    suite = json.loads((other / "suite.json").read_text())
    (other / "suite.json").write_text(json.dumps({**suite, "id": "other"}))
    del place.config["suite"]
    place.save(suites=[str(SUITE), "other"])
    out, _ = place.measure()
    [model] = place.summary()["models"]
    assert place.summary()["points"] == 200 and model["score"]["mean"] == 200
    assert [task["id"] for task in model["tasks"]] == ["tiny/double", "tiny/greet", "other/double", "other/greet"]
    assert "tiny/greet" in out
    _, err = place.measure("--task", "greet", expect=2)
    assert "that is in several suites; write one of: tiny/greet, other/greet" in err
    place.measure("--task", "other/greet", "--rerun")
    assert len(place.records()) == 10
    place.run("rescore", place.results, "--all")


@pytest.fixture
def by_tests(workplace):
    """Two suites of code, of which the points of one fall on its tests; the model doubles without the sign."""
    place = workplace({"rules": [rule("double", "```python\ndef double(x):\n    return abs(2 * x)\n```\n"), rule("greet", GOOD_GREET)]},
                      suites=[], iterations=2)
    del place.config["suite"]
    for name in ("whole", "parts"):
        suite = place.folder / name
        shutil.copytree(SUITE, suite)
        described = json.loads((suite / "suite.json").read_text())
        (suite / "suite.json").write_text(json.dumps(described | {"id": name}))
    task = place.folder / "parts/double"
    described = json.loads((task / "task.json").read_text())
    names = re.findall(r"^def (test_\w+)", (task / "test_double.py").read_text(), flags=re.M)
    described |= {"scoring": "tests", "test_points": {names[0]: 20}}
    (task / "task.json").write_text(json.dumps(described))
    for wrong in (task / "wrong").glob("*.py"):
        text = wrong.read_text()
        wrong.write_text(text.replace("# breaks: ", f"# breaks: {names[1]}: ", 1))
    place.config["suites"] = [str(place.folder / "whole"), str(place.folder / "parts")]
    place.save()
    return place


def test_points_fall_on_tests_from_the_record_to_the_report(by_tests):
    by_tests.measure()
    earned = {(r["suite"].split("@")[0], r["item"]): r["judgements"][-1].get("points_earned") for r in by_tests.records()}
    assert earned == {("whole", "double"): None, ("whole", "greet"): None, ("parts", "double"): 20, ("parts", "greet"): None}
    cells = json.loads(next(by_tests.results.glob("*/iter_01.json")).read_text())["cells"]
    assert {cell["task"]: cell["points"] for cell in cells} == {
        "whole/double": 0, "whole/greet": 50, "parts/double": 20, "parts/greet": 50}
    summary = by_tests.summary()
    assert summary["errors"] == [] and summary["models"][0]["score"]["mean"] == 120
    assert {each["suite"]: each["score"]["mean"] for each in summary["models"][0]["suites"]} == {"whole": 50, "parts": 70}
    report = (by_tests.results / "report.md").read_text()
    assert "## Scores by suite" in report and "Points earned in an iteration" in report


def test_one_suite_alone_is_measured_and_judged_again(by_tests):
    _, err = by_tests.run("run", "e2e.json", "--suite", "neither", expect=2)
    assert "--suite neither: this run has no such suite; there are: whole, parts" in err
    by_tests.run("run", "e2e.json", "--suite", "parts")
    assert {record["suite"].split("@")[0] for record in by_tests.records()} == {"parts"}
    by_tests.measure()
    tests = by_tests.folder / "parts/double/test_double.py"
    tests.write_text(tests.read_text() + "\n")
    by_tests.run("rescore", by_tests.results, "--suite", "parts")
    again = list(by_tests.results.rglob("*.j[1-9].json"))
    assert len(again) == 2 and all("parts" in path.parts for path in again), "two replies of one suite, no others"
    task = by_tests.folder / "parts/double/task.json"
    described = json.loads(task.read_text())
    task.write_text(json.dumps(described | {"test_points": {name: 50 - points for name, points in described["test_points"].items()}}))
    _, err = by_tests.run("rescore", by_tests.results, "--suite", "parts", expect=2)
    assert "suite parts: double has other points than when the run began" in err
    task.write_text(json.dumps(described))
    _, err = by_tests.run("rescore", by_tests.results, "--suite", "none", expect=2)
    assert "--suite none: the run judges no such suite; there are: whole, parts" in err
    _, err = by_tests.run("rescore", by_tests.results, "--tests-from", by_tests.folder / "parts", expect=2)
    assert "several suites of the run are judged; write SUITE=" in err


def test_arms_of_a_model_are_models_of_the_run(workplace):
    place = workplace()
    place.config["models"][0]["arms"] = [{"id": "plain"}, {"id": "kv8", "server": {"cache_type_k": "q8_0"}}]
    place.save()
    place.measure()
    assert [model["id"] for model in place.summary()["models"]] == ["a@plain", "a@kv8"]
    start = json.loads((place.results / "a@kv8/servers/start_01.json").read_text())
    assert "q8_0" in start["argv"]
    place.run("run", "e2e.json", "--model", "a@kv8", "--rerun")
    assert len(place.records()) == 12


@pytest.fixture
def ways(both):
    """Two models, timed by llama-bench (10 and 20 ms for a token) and by their servers (20 ms)."""
    both.scenario({"rules": [{"match": {"kind": "tokens"}, "reply": {"timings": {"predicted_ms": 80}}}]})
    both.bench({"models": {"q4": {"token_ms": 10}, "q8": {"token_ms": 20}}})
    both.save(suites=[str(HERE / "served")], sampling={"profile": "instruct"})
    return both


def test_the_way_from_llama_bench_to_the_client_is_told_step_by_step(ways):
    out, _ = ways.measure()
    served = [record for record in speeds(ways) if record["item"] == "served-tg4@d8"]
    assert len(served) == 2 * 3 and all(record["outcome"] == "measured" for record in served)
    assert [sample["step"] for sample in served[0]["served"]] == ["greedy", "sampler", "as_asked"] * 2
    assert {record["server_start"] for record in served} == {1, 2, 3}
    assert served[0]["test"]["is_served"] and served[0]["served"][0]["timings"]["prompt_n"] == 8
    q4, q8 = (model["served"][0]["generation"] for model in ways.summary()["models"])
    assert [step["step"] for step in q4] == ["llama-bench", "server, greedy", "with its sampler", "as the run asks",
                                             "end to end, with the prompt"]
    assert q4[1]["ratio"] == pytest.approx(0.5, rel=5e-3) and q8[1]["ratio"] == pytest.approx(1, rel=5e-3)
    assert "From llama-bench to what you wait for" in out and "prompt of 8 tokens" in out
    bodies = [entry["body"] for entry in ways.asked("tokens")]
    assert all(len(body["prompt"]) == 8 and body["max_tokens"] == 5 and body["ignore_eos"] for body in bodies)
    _, err = ways.measure()
    assert "0 cells to run" in err and len(speeds(ways)) == 2 * 3 * 3


def test_a_server_that_dies_while_it_is_timed_is_started_again(ways):
    ways.scenario({"rules": [{"match": {"kind": "tokens", "start": 1}, "times": 1, "reply": {"die_before_reply": True}}]})
    ways.measure()
    first, second, *_ = [record for record in speeds(ways) if record["item"] == "served-tg4@d8"]
    assert first["outcome"] == "infrastructure.lost_server" and first["reason"].startswith("greedy: ")
    assert second["outcome"] == "measured" and second["attempt"] == 2
    start = json.loads(next(ways.results.glob("q4/servers/start_01.json")).read_text())
    assert start["end"].startswith("died"), start["end"]


def test_a_served_test_that_does_not_fit_the_context_says_what_to_raise(ways):
    ways.config["server"]["ctx"] = 64
    ways.save()
    suite = ways.folder / "long"
    suite.mkdir()
    (suite / "suite.json").write_text(json.dumps({"id": "long", "version": "1.0.0", "title": "Long", "kind": "speed",
                                                  "tests": ["served-tg4@d64"]}))
    ways.save(suites=[str(suite)])
    out, _ = ways.measure(expect=4)
    assert "it takes 69 tokens of context, and the server has 64: raise server.ctx" in speeds(ways)[0]["reason"]
