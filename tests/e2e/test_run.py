"""`quantladder run` from a configuration to a report, with a scripted server."""
import json
import re
import shutil
import signal
import subprocess

from harness import BAD_GREET, FAKE_SERVER, GOOD_DOUBLE, PATIENCE_S, SOLVES_ALL, SUITE, rule, wait_until


def test_one_command_ends_with_records_summary_and_report(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]}, model_ids=("a", "b"))
    out, err = place.measure()
    assert place.cells() == sorted((m, t, i, 1) for m in "ab" for t in ("double", "greet") for i in (1, 2))
    assert {(r["item"], r["judgements"][0]["outcome"]) for r in place.records()} == {("double", "pass"), ("greet", "fail")}
    assert [m["score"]["mean"] for m in place.summary()["models"]] == [50.0, 50.0]
    assert "report.md" in err and "Score" in out
    assert (place.results / "report.md").read_text().startswith("#")
    iteration = json.loads((place.results / "a" / "iter_01.json").read_text())
    assert iteration["score"] == 50.0 and len(iteration["cells"]) == 2
    assert not list(place.results.glob("*/pending/*.json"))


def test_what_was_asked_is_what_was_configured(workplace):
    place = workplace()
    place.measure()
    bodies = [entry["body"] for entry in place.asked()]
    assert len(bodies) == 4
    for body in bodies:
        assert body["temperature"] == 0.7 and body["presence_penalty"] == 1.5 and body["max_tokens"] == 100
        assert body["stream"] is True and body["cache_prompt"] is False
    assert len({body["seed"] for body in bodies}) == 4


def test_the_serve_command_samples_as_the_requests_did_where_all_agree(workplace):
    place = workplace()
    place.measure()
    command = place.summary()["models"][0]["serve_command"]
    assert command[command.index("--temp") + 1] == "0.7" and command[command.index("--presence-penalty") + 1] == "1.5"
    place.save(sampling={**place.config["sampling"], "tasks": {"greet": {"profile": "thinking-coding"}}})
    place.measure("--out", "apart")
    summary = json.loads((place.folder / "apart" / "summary.json").read_text())
    assert "--temp" not in summary["models"][0]["serve_command"]


def test_the_manifest_tells_what_was_resolved_and_what_the_session_found(workplace):
    place = workplace()
    place.measure()
    manifest = json.loads((place.results / "manifest.json").read_text())
    assert manifest["measuring"]["probe"] == {"tokens": 4, "repeats": 1, "warm_up": 1}
    assert manifest["measuring"]["client"]["stall_s"] == 120
    [session] = [json.loads(path.read_text()) for path in (place.results / "sessions").iterdir()]
    assert [server["version"] for server in session["servers"]] != [""] and len(session["servers"][0]["sha256"]) == 64
    assert set(session["limits"]) == {"double", "greet"}
    for limit in session["limits"].values():
        assert limit["reference_ms"] > 0 and limit["wall_limit_s"] >= 20 * limit["reference_ms"] / 1000 - 1e-6


def test_a_machine_where_the_reference_fails_measures_nothing(workplace):
    place = workplace()
    suite = place.folder / "suite"
    shutil.copytree(SUITE, suite)
    (suite / "double/reference/solution.py").write_text("def double(x):\n    return x\n")
    place.save(suite=str(suite))
    _, err = place.measure(expect=3)
    assert "tiny/double" in err and "reference" in err and not place.asked()


def test_what_an_earlier_command_asked_for_and_is_missing_is_said(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE), {"match": {"prompt": "greet"}, "reply": {"status": 503}}]},
                      client={"attempts": 1})
    place.measure(expect=4)
    _, err = place.measure("--task", "double")
    assert "without --model, --suite and --task" in err and "complete already" not in err
    _, err = place.measure("--iterations", "1", expect=4)
    assert "complete already" not in err


def test_seeds_are_shared_by_models_and_recorded(workplace):
    place = workplace(model_ids=("a", "b"))
    place.measure()
    seeds = {}
    for record in place.records():
        seeds.setdefault((record["item"], record["iteration"]), set()).add(record["generation"]["seed"])
    assert all(len(each) == 1 for each in seeds.values()) and len(seeds) == 4


def test_a_complete_run_says_so_and_measures_nothing(workplace):
    place = workplace()
    place.measure()
    asked = len(place.asked())
    _, err = place.measure()
    assert "complete already" in err and len(place.asked()) == asked


def test_more_iterations_and_models_extend_a_run(workplace):
    place = workplace()
    place.measure()
    place.save(iterations=3, models=place.config["models"] + [{**place.config["models"][0], "id": "new"}])
    place.measure()
    assert len(place.cells()) == 3 * 2 * 2
    assert {attempt for *_, attempt in place.cells()} == {1}


def test_a_change_that_matters_is_refused_by_its_key(workplace):
    place = workplace()
    place.measure()
    place.save(sampling={"profile": "instruct", "max_tokens": 99})
    _, err = place.measure(expect=2)
    assert "max_tokens" in err and "100 -> 99" in err
    place.save(sampling={"profile": "instruct", "max_tokens": 100}, seed=2)
    _, err = place.measure(expect=2)
    assert "/seed" in err and "--out" in err


def test_rerun_keeps_seeds_and_earlier_attempts_and_the_report_lists_both(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]})
    place.measure()
    place.scenario({"rules": [rule("greet", "```python\ndef greet(name):\n    return 'hello ' + name\n```\n")]})
    place.measure("--model", "a", "--level", "greet", "--rerun")
    greet = [r for r in place.records() if r["item"] == "greet" and r["iteration"] == 1]
    assert [r["attempt"] for r in greet] == [1, 2]
    assert greet[0]["generation"]["seed"] == greet[1]["generation"]["seed"]
    assert [r["judgements"][0]["outcome"] for r in greet] == ["fail", "pass"]
    assert place.summary()["models"][0]["score"]["mean"] == 100.0
    assert "fail → pass" in (place.results / "report.md").read_text() or "fail -> pass" in (
        place.results / "report.md").read_text()


def test_a_filtered_run_of_fresh_cells_has_rates_but_no_score(workplace):
    place = workplace()
    place.measure("--task", "double")
    [model] = place.summary()["models"]
    assert model["score"] is None and model["no_score_reason"]
    assert [(t["id"], t["passed"], t["trials"]) for t in model["tasks"]][0] == ("double", 2, 2)


def test_gguf_files_stand_for_a_configuration_that_is_kept(workplace):
    place = workplace()
    place.put_on_path("llama-server", FAKE_SERVER)
    out, _ = place.run("run", "model.gguf", "--dry-run")
    assert "ladder" in out and "model" in out
    assert not (place.folder / "results").exists()


def test_json_output_is_json_alone(workplace):
    place = workplace()
    out, _ = place.measure("--json")
    assert json.loads(out)["run_id"] == place.results.name


def test_plan_counts_what_is_done(workplace):
    place = workplace()
    plan = json.loads(place.run("plan", "e2e.json", "--json")[0])
    assert (plan["selected"], plan["done"], plan["to_run"]) == (4, 0, 4)
    place.measure("--task", "greet")
    plan = json.loads(place.run("plan", "e2e.json", "--json")[0])
    assert (plan["done"], plan["to_run"]) == (2, 2)


def test_report_is_remade_from_the_records_alone(workplace):
    place = workplace()
    place.measure()
    before = (place.results / "summary.json").read_text()
    (place.results / "summary.json").unlink()
    place.run("report", place.results)
    assert (place.results / "summary.json").read_text() == before


def test_a_second_run_in_one_folder_is_refused(workplace):
    place = workplace({"reply": {"text": "word " * 80, "ms_per_token": 40}})
    first = place.start("run", "e2e.json")
    wait_until(first, lambda: list(place.folder.glob("results/*/*/servers/*.json")))
    _, err = place.measure(expect=3)
    assert "another quantladder" in err
    first.terminate()
    first.communicate(timeout=PATIENCE_S)
    assert first.returncode == 130


def test_sessions_of_different_models_work_in_one_folder(workplace):
    place = workplace({"reply": {"ms_per_token": 20}, **SOLVES_ALL}, model_ids=("a", "b", "c"))
    first = place.start("run", "e2e.json", "--model", "a")
    wait_until(first, lambda: list(place.folder.glob("results/*/a/servers/*.json")))
    first.send_signal(signal.SIGSTOP)  # so that it is still on when the others are refused, however long they take
    second = place.start("run", "e2e.json", "--model", "b")
    wait_until(second, lambda: list(place.folder.glob("results/*/b/servers/*.json")))
    second.send_signal(signal.SIGSTOP)
    _, err = place.measure(expect=3)
    assert "another quantladder measures" in err and "--model" in err
    _, err = place.run("rescore", place.results, expect=3)
    assert "another quantladder" in err
    for session in (first, second):
        session.send_signal(signal.SIGCONT)
    for session in (first, second):
        assert session.wait(timeout=PATIENCE_S) == 0, session.communicate()
    place.measure()
    cells = place.cells()
    assert len(cells) == len({cell[:3] for cell in cells}) == 3 * 2 * 2
    assert len(list((place.results / "sessions").iterdir())) == 3
    assert place.summary()["complete"] and len(place.summary()["models"]) == 3


def test_records_without_their_manifest_are_nobodys(workplace):
    place = workplace()
    place.measure()
    (place.results / "manifest.json").unlink()
    for command in ("run", "plan"):
        _, err = place.run(command, "e2e.json", expect=2)
        assert "no manifest.json" in err and "--out" in err


def test_a_task_that_asks_for_another_answer_is_another_run(workplace):
    place = workplace()
    suite = place.folder / "suite"
    shutil.copytree(SUITE, suite)
    place.save(suite=str(suite))
    place.measure()
    task = suite / "double/task.json"
    task.write_text(task.read_text().replace('"entry_points": ["double"]', '"entry_points": ["double", "main"]'))
    _, err = place.measure(expect=2)
    assert "/tasks/double/entry_points" in err
    place.run("rescore", place.results, expect=2)


def test_plan_refuses_what_run_refuses(workplace):
    place = workplace()
    place.measure()
    place.save(sampling={"profile": "instruct", "max_tokens": 99})
    for arguments in (["plan", "e2e.json"], ["run", "e2e.json", "--dry-run"], ["run", "e2e.json"]):
        _, err = place.run(*arguments, expect=2)
        assert "100 -> 99" in err
    place.config["models"][0]["file"] = "not_there.gguf"
    place.save(sampling={"profile": "instruct", "max_tokens": 100})
    for arguments in (["plan", "e2e.json"], ["run", "e2e.json", "--dry-run"], ["run", "e2e.json"]):
        _, err = place.run(*arguments, expect=2)
        assert "not_there.gguf" in err


def test_a_model_that_is_not_selected_may_be_away(workplace):
    place = workplace(model_ids=("a", "b"))
    file = place.config["models"][1]["file"]
    place.config["models"][1]["file"] = str(place.folder / "away.gguf")
    place.save()
    place.measure("--model", "a", expect=0)
    place.config["models"][1]["file"] = file
    place.save()
    place.measure()
    assert len(place.cells()) == 8
    assert all(model["gguf_sha256"] for model in json.loads((place.results / "manifest.json").read_text())["models"])


def test_plan_says_which_cells_are_done(workplace):
    place = workplace(model_ids=("a", "b"))
    place.measure("--model", "a", "--task", "greet")
    out, _ = place.run("plan", "e2e.json")
    assert re.search(r"^ *a +2 of 4 +greet 1-2$", out, re.M), out
    assert re.search(r"^ *b +0 of 4", out, re.M), out
    plan = json.loads(place.run("plan", "e2e.json", "--json")[0])
    assert plan["models"][0] == {"model": "a", "selected": 4, "done": 2, "done_cells": {"double": [], "greet": [1, 2]}}


def test_plan_points_out_files_that_are_the_same(workplace):
    place = workplace(model_ids=("a", "b"))
    out, _ = place.run("plan", "e2e.json")
    assert re.search(r"note: identical files: a, b", out), out
    place.config["models"][1]["sampling"] = {"thinking": "on"}
    place.save()
    out, _ = place.run("plan", "e2e.json")
    assert "identical" not in out, "they are arms of one model"
    del place.config["models"][1]["sampling"]
    other = place.folder / "other.gguf"
    content = bytearray((place.folder / "model.gguf").read_bytes())
    content[-1] ^= 1
    other.write_bytes(content)
    place.config["models"][1]["file"] = str(other)
    place.save()
    out, _ = place.run("plan", "e2e.json")
    assert "identical" not in out


def test_a_moved_installation_takes_its_own_sampling_profiles(workplace):
    place = workplace()
    program = place.folder / "moved/bin/quantladder"
    program.parent.mkdir(parents=True)
    shutil.copy(place.program, program)
    configs = place.folder / "moved/share/quantladder/configs"
    configs.mkdir(parents=True)
    profiles = {"instruct": {"temperature": 0.11}}
    (configs / "sampling.json").write_text(json.dumps(profiles))
    place.program = program
    place.measure()
    assert {body["temperature"] for body in (entry["body"] for entry in place.asked())} == {0.11}


def test_a_runs_own_configuration_measures_the_same_files(workplace):
    place = workplace()
    place.config["models"][0]["file"] = "model.gguf"
    place.save()
    place.measure()
    _, err = place.run("run", place.results / "config.json")
    assert "complete already" in err


def test_figures_of_the_time_between_tokens_are_in_each_iteration(workplace):
    place = workplace({"reply": {"ms_per_token": 1}, **SOLVES_ALL})
    place.measure()
    [cell, _] = json.loads((place.results / "a/iter_01.json").read_text())["cells"]
    gaps = cell["inter_token"]
    assert 0 <= gaps["p50_ms"] <= gaps["p90_ms"] <= gaps["max_ms"] and gaps["tokens_per_event"] > 0
