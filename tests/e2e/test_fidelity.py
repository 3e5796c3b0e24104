"""Suites of fidelity: a baseline is made once and kept, models are compared with it, and what fails is told as what it is."""
import json
import math
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time

import pytest

from harness import FAKE_SERVER, HERE, PATIENCE_S, ROOT, SUITE, wait_until

FAKES = ROOT / "tests/fakes/llama.cpp"
DOMAINS = ("lines", "words")


@pytest.fixture
def near(workplace):
    """Two quantizations and their parent, which is no model of the run; q8 is nearer than q4."""
    place = workplace(model_ids=("q8", "q4"), suites=[{"suite": str(HERE / "fidelity"), "baseline": "f16"}],
                      server={"binary": str(FAKE_SERVER), "ctx": 512, "tools": str(FAKES)})
    del place.config["suite"]
    model = place.config["models"][0]["file"]
    files = {}
    for name in ("q8", "q4", "f16"):
        # A byte of its own for each: files are known by their hashes.
        files[name] = place.folder / f"{name}.gguf"
        shutil.copy(model, files[name])
        with open(files[name], "ab") as file:
            file.write(name.encode())
    place.files = files
    place.config["models"] = [{"id": name, "file": str(files[name])} for name in ("q8", "q4")]
    place.config["references"] = [{"id": "f16", "file": str(files["f16"])}]
    place.save()
    place.cache = place.folder / "cache" / "baselines"
    place.variables.update(QUANTLADDER_CACHE=str(place.folder / "cache"),
                           QL_FAKE_PERPLEXITY=str(place.folder / "perplexity.json"))
    near_and_far = {"q8": {"disturb": 0.05}, "q4": {"disturb": 0.4, "noise": 2}}

    def play(**models):
        """What each model's start of llama-perplexity does besides."""
        both = {name: {**near_and_far.get(name, {}), **models.get(name, {})} for name in ("q8", "q4", "f16")}
        (place.folder / "perplexity.json").write_text(json.dumps({"models": both}))

    place.play = play
    play()
    return place


def cells(place):
    """The last attempt at each cell."""
    return {(record["model"], record["item"]): record for record in place.records()}


def outcomes_of(place, model):
    return [(record["item"], record["attempt"], record["outcome"]) for record in place.records()
            if record["model"] == model]


def means(record, figure):
    return sum(chunk[figure] for chunk in record["per_chunk"]) / len(record["per_chunk"])


def test_models_are_compared_with_their_parent_on_every_domain(near):
    out, err = near.measure()
    found = cells(near)
    assert set(found) == {(model, domain) for model in ("q8", "q4") for domain in DOMAINS}
    for domain in DOMAINS:
        close, far = found["q8", domain], found["q4", domain]
        assert 0 < means(close, "kld") < 0.01 < means(far, "kld") < 1
        assert close["kld_method"] == "exact" and close["baseline"]["model"] == "f16"
        assert close["perplexity"]["source"] == "final_estimate"
        assert len(close["per_chunk"]) == 8 and close["per_chunk"][0]["positions"] == 15
        nll = means(close, "nll")
        assert close["perplexity"]["value"] == pytest.approx(math.exp(nll), rel=1e-3)
    assert "making the baseline of near/words" in err and "KLD to f16" in out
    summary = near.summary()
    q8, q4 = summary["models"]
    assert q8["figures"]["kld"]["value"] < q4["figures"]["kld"]["value"]
    assert set(q8["figures"]) >= {"kld", "kld:words", "kld:lines", "ppl", "ppl_loss", "same_top", "bits", "size"}


def test_a_second_start_measures_nothing_and_another_run_shares_the_baseline(near):
    near.measure()
    before = {path: path.stat().st_mtime_ns for path in near.cache.glob("*.bin")}
    _, err = near.measure()
    assert "nothing was measured" in err
    _, err = near.run("run", "e2e.json", "--out", "other", expect=0)
    assert "making the baseline" not in err
    assert {path: path.stat().st_mtime_ns for path in near.cache.glob("*.bin")} == before


def test_the_baseline_is_a_model_like_any_other(near):
    near.config["models"].append(near.config["references"].pop())
    near.config["models"].append({"id": "again", "file": str(near.files["f16"])})
    near.save()
    near.measure()
    found = cells(near)
    for domain in DOMAINS:
        own, again = found["f16", domain], found["again", domain]
        assert own["is_baseline"] and not again["is_baseline"]
        for record in (own, again):
            assert means(record, "kld") == 0 and means(record, "same_top") == 1
            assert means(record, "nll") == means(record, "base_nll")
        assert own["perplexity"] == again["perplexity"]


def test_models_are_compared_and_recommended_by_their_distance(near):
    near.measure()
    out, _ = near.run("compare", near.results, "--metric", "kld", "--baseline", "q8", "--json", expect=1)
    [pair] = json.loads(out)["pairs"]
    assert pair["n"] == 16 and pair["difference"] > 100 and pair["unit"] == "percent"
    assert pair["verdict"] == "better" and pair["better"] == "b" and pair["ci"]["method"] == "fieller"
    out, _ = near.run("compare", near.results, "--metric", "ppl:words", "--baseline", "q8", "--json", expect=5)
    assert json.loads(out)["pairs"][0]["n"] == 8
    _, err = near.run("compare", near.results, "--metric", "kld:nothing", expect=2)
    assert "it has words, lines" in err or "it has lines, words" in err


FAULTS = [
    ({"after": 20, "kill": True}, "infrastructure.program_died", "20 of"),
    ({"after": 20, "exit": 0, "stderr": "E perplexity : failed to decode"}, "infrastructure.program_died", "failed to decode"),
    ({"after": 20, "exit": 0}, "infrastructure.program_died", "20 of"),
    ({"nan": True}, "not_measurable", "inspect --deep"),
    ({"vocabulary": 300}, "not_measurable", "vocabulary has 300 tokens"),
    ({"other_tokens": True}, "not_measurable", "their tokenizers differ"),
]


@pytest.mark.parametrize("fault, outcome, words", FAULTS, ids=lambda value: str(value)[:40])
def test_a_model_that_fails_is_told_as_that_fault_and_the_others_go_on(near, fault, outcome, words):
    near.play(q4=fault)
    settled = outcome == "not_measurable"
    near.measure(expect=0 if settled else 4)
    assert {each for _, _, each in outcomes_of(near, "q8")} == {"measured"}
    found = outcomes_of(near, "q4")
    assert {each for _, _, each in found} == {outcome}
    assert len(found) == 2 * (1 if settled else 3), "what may pass is repeated, what cannot is not"
    assert words in near.records()[0]["reason"] or words in [r for r in near.records() if r["model"] == "q4"][0]["reason"]
    near.play()
    near.measure()
    assert [each for _, _, each in outcomes_of(near, "q4")].count("measured") == (0 if settled else 2)


def test_silence_and_time_end_a_start(near):
    near.play(q4={"after": 20, "hang": True})
    entry = near.config["suites"][0]
    near.save(suites=[{**entry, "silence_s": 3}], client={"attempts": 1})
    near.measure(expect=4)
    assert {each for _, _, each in outcomes_of(near, "q4")} == {"infrastructure.stall"}


@pytest.mark.parametrize("lost, source", [({"lose_final": True}, "last_chunk"), ({"lose_tail": True}, "log_probs")])
def test_lines_that_the_program_lost_are_no_fault(near, lost, source):
    near.play(q8=lost)
    near.measure()
    record = cells(near)["q8", "words"]
    assert record["outcome"] == "measured" and record["perplexity"]["source"] == source
    assert record["perplexity"]["value"] == pytest.approx(math.exp(means(record, "nll")), rel=1e-3)


def test_a_text_that_is_too_short_is_that_domains_fault(near):
    (near.folder / "short.txt").write_text("short")
    (near.folder / "long.txt").write_text("long enough to be read " * 20)
    near.save(suites=[{**near.config["suites"][0], "texts": ["short.txt", "long.txt"]}])
    near.measure()
    found = cells(near)
    assert found["q8", "long"]["outcome"] == "measured"
    assert found["q8", "short"]["outcome"] == "not_measurable" and "you need at least" in found["q8", "short"]["reason"]


def test_a_text_that_is_too_short_is_known_though_the_program_loses_its_words(near):
    (near.folder / "short.txt").write_text("short")
    near.play(f16={"quiet": True})
    near.save(suites=[{**near.config["suites"][0], "texts": ["short.txt"]}])
    near.measure()
    record = cells(near)["q8", "short"]
    assert record["outcome"] == "not_measurable" and "at least twice 32" in record["reason"]


def test_a_baseline_that_cannot_read_a_text_makes_the_domain_invalid(near):
    near.play(f16={"perplexity": 20134})
    out, _ = near.measure()
    record = cells(near)["q8", "words"]
    assert record["outcome"] == "not_measurable" and "perplexity of 20134" in record["reason"]
    assert "distances from it are noise" in out


def test_a_baseline_that_fails_is_each_cells_reason(near):
    near.play(f16={"after": 3, "kill": True})
    near.measure(expect=4)
    for record in near.records():
        assert record["outcome"] == "infrastructure.program_died" and record["reason"].startswith("the baseline f16: ")
    assert list(near.cache.glob("*.bin")) == list(near.cache.glob("*.part")) == []


def test_a_failing_baseline_is_started_as_often_as_the_configuration_says(near):
    near.play(f16={"after": 3, "kill": True})
    near.save(client={"attempts": 2})
    _, err = near.measure(expect=4)
    assert err.count("making the baseline") == 2 * 2, "twice for each domain, whatever the models"


def test_two_runs_of_other_texts_are_not_compared(near):
    near.run("run", "e2e.json", "--out", "first")
    near.save(suites=[{**near.config["suites"][0], "ctx": 16}])
    near.run("run", "e2e.json", "--out", "second")
    _, err = near.run("compare", "first", "second", "--metric", "kld", expect=2)
    assert "the baseline of words" in err and "--allow-different" in err


def test_another_program_between_sessions_is_an_error_of_the_report(near):
    near.measure("--model", "q8")
    tools = near.folder / "tools"
    tools.mkdir()
    changed = tools / "llama-perplexity"
    changed.write_text((FAKES / "llama-perplexity").read_text() + "# another build\n")
    changed.chmod(0o755)
    near.config["server"]["tools"] = str(tools)
    near.save()
    out, _ = near.measure("--model", "q4")
    assert "were compared with different baselines" in out
    out, _ = near.measure("--model", "q8", "--rerun")
    assert "different baselines" not in out


def test_two_suites_have_one_baseline(near):
    other = shutil.copytree(HERE / "fidelity", near.folder / "other")
    (other / "suite.json").write_text((other / "suite.json").read_text().replace('"near"', '"other"'))
    suites = [near.config["suites"][0], {"suite": str(other), "baseline": "q8"}]
    near.save(suites=suites)
    _, err = near.measure(expect=2)
    assert "/suites/1/baseline: another suite of this run has another baseline" in err
    near.save(suites=[suites[0], {**suites[1], "baseline": "f16"}])
    out, _ = near.measure()
    assert "near/words" in out and "other/words" in out


def test_a_cache_that_cannot_be_written_names_the_remedy(near):
    near.variables["QUANTLADDER_CACHE"] = "/proc/nowhere"
    _, err = near.measure(expect=3)
    assert "QUANTLADDER_CACHE" in err


def test_a_wait_for_another_session_is_told_and_ends_at_once(near):
    near.play(f16={"hang": True, "after": 3})
    first = near.start("run", "e2e.json", "--out", "one")
    wait_until(first, lambda: list(near.cache.glob("*.part")))
    second = near.start("run", "e2e.json", "--out", "two")
    wait_until(second, lambda: "waiting for another session" in (near.folder / "two/run.log").read_text()
               if (near.folder / "two/run.log").exists() else False)
    second.send_signal(signal.SIGINT)
    second.communicate(timeout=60)
    assert second.returncode == 130
    first.kill()


def test_markers_that_were_read_as_plain_text_refuse_the_domain(near):
    (near.folder / "chat.txt").write_text("<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\ngood day<|im_end|>\n" * 8)
    entry = {**near.config["suites"][0], "texts": ["chat.txt"]}
    near.save(suites=[entry])
    near.measure()
    record = cells(near)["q8", "chat"]
    assert record["outcome"] == "not_measurable" and "as plain text and not as the special token" in record["reason"]
    near.save(suites=[{**entry, "plain_markers": True}])
    _, err = near.measure(expect=2)
    assert "/suites/near/settings/plain_markers: false -> true" in err
    near.run("run", "e2e.json", "--out", "accepted")
    assert {record["outcome"] for record in near.records(near.folder / "accepted")} == {"measured"}


@pytest.mark.parametrize("change, words", [
    ({"ctx": 16}, "/suites/near/settings/ctx: 32 -> 16"),
    ({"chunks": 4}, "/suites/near/settings/chunks: 8 -> 4"),
    ({"baseline": "q8"}, '/suites/near/baseline: "f16" -> "q8"'),
])
def test_a_run_is_not_continued_with_other_settings(near, change, words):
    near.measure()
    near.save(suites=[{**near.config["suites"][0], **change}])
    _, err = near.measure(expect=2)
    assert words in err


def test_a_changed_baseline_refuses_too(near):
    near.measure()
    with open(near.files["f16"], "ab") as file:
        file.write(b"other weights")
    _, err = near.measure(expect=2)
    assert "/references/f16/gguf_sha256" in err


@pytest.mark.parametrize("change, words", [
    ({"iterations": 3}, "have one iteration"),
    ({"baseline": "none"}, "'none' is none of the models and references"),
    ({"texts": ["away.txt"]}, "no such file"),
    ({"ctx": 3}, "ctx"),
    ({"chunk": 4}, "chunks"),
])
def test_a_wrong_key_is_one_line(near, change, words):
    near.save(suites=[{**near.config["suites"][0], **change}])
    _, err = near.measure(expect=2)
    assert words in err and err.count("\n") == 1


def test_a_damaged_baseline_is_refused_and_made_again(near):
    near.measure("--model", "q8")
    for data in near.cache.glob("*.bin"):
        content = bytearray(data.read_bytes())
        content[len(content) // 2] ^= 1
        data.write_bytes(content)
    _, err = near.measure("--model", "q4")
    assert err.count("is damaged") == 2 and err.count("making the baseline") == 2
    found = cells(near)
    assert means(found["q8", "words"], "kld") < means(found["q4", "words"], "kld")


def test_each_position_is_kept_on_request(near):
    near.measure("--per-token")
    record = cells(near)["q4", "words"]
    file = near.results / "q4/positions/near/iter_01.words.a1.f32"
    values = struct.unpack(f"<{8 * 15 * 5}f", file.read_bytes())
    assert sum(values[0::5]) / 120 == pytest.approx(means(record, "kld"), rel=1e-4)
    assert set(values[4::5]) <= {0.0, 1.0}


def test_the_program_and_the_disk_are_asked_first(near):
    near.config["server"]["tools"] = str(near.folder)
    near.save()
    _, err = near.measure(expect=3)
    assert "llama-perplexity" in err and not (near.folder / "results").exists()


def test_with_tasks_in_one_run(near):
    near.save(suites=[str(SUITE), near.config["suites"][0]])
    out, _ = near.measure()
    assert "KLD to f16" in out and "nothing about task scores" in out
    assert len([record for record in near.records() if record["kind"] == "fidelity"]) == 4
    assert near.summary()["models"][0]["score"]["n"] == 2


def test_the_cache_is_listed_and_pruned(near):
    near.measure()
    (near.cache / "0123.4711.part").write_bytes(b"half")
    out, _ = near.run("cache")
    assert "near/words" in out and "f16" in out and "leftover" in out
    listed = json.loads(near.run("cache", "--json")[0])
    assert len(listed["baselines"]) == 2 and len(listed["leftovers"]) == 1
    near.run("cache", "--prune")
    assert len(list(near.cache.glob("*.bin"))) == 2 and not list(near.cache.glob("*.part"))
    near.run("cache", "--prune", "--older-than", "0")
    assert not list(near.cache.glob("*.bin"))


def processes_of(place):
    mark = f"QL_FAKE_PERPLEXITY={place.folder}".encode()
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/environ", "rb") as variables:
                if mark in variables.read():
                    found.append(int(entry))
        except OSError:
            continue
    return found


def test_killed_ten_times_and_resumed_the_run_has_the_cells_of_an_undisturbed_one(near):
    near.play(**{name: {"chunk_s": 0.03} for name in ("q8", "q4", "f16")})
    near.run("run", "e2e.json", "--out", "undisturbed")
    shutil.rmtree(near.cache)
    chance = random.Random(20261129)
    kills = 0
    for _ in range(10):
        process = near.start("run", "e2e.json", "--out", "killed")
        time.sleep(chance.uniform(0.1, 1.2))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate(timeout=PATIENCE_S)
        deadline = time.monotonic() + 120
        while processes_of(near) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not processes_of(near), "a program outlived its harness"
    assert kills >= 3
    near.run("run", "e2e.json", "--out", "killed")

    def figures(run):
        kept = {}
        for record in near.records(near.folder / run):
            key = record["model"], record["item"], record["iteration"], record["attempt"]
            assert key not in kept
            kept[key] = {name: record[name] for name in ("outcome", "perplexity", "per_chunk", "kld_quantiles")}
        return kept

    assert figures("killed") == figures("undisturbed")
    near.run("cache", "--prune")
    assert {path.suffix for path in near.cache.iterdir()} <= {".bin", ".json", ".lock"}


@pytest.fixture
def screened(near):
    """Of three files the largest is farthest off, and the smallest is farther off than the other."""
    near.config.update(screening=True, limits={"max_kld": 0.5})
    near.config["suites"][0].update(blocks=2)
    with open(near.files["q8"], "ab") as file:
        file.write(b"q" * 100)
    large = near.folder / "large.gguf"
    shutil.copy(near.files["q8"], large)
    with open(large, "ab") as file:
        file.write(b"large" * 100)
    near.config["models"].append({"id": "large", "file": str(large)})
    near.config["baseline"] = "q8"
    near.save()
    scenario = json.loads((near.folder / "perplexity.json").read_text())
    scenario["models"]["large"] = {"disturb": 0.8, "noise": 3}
    (near.folder / "perplexity.json").write_text(json.dumps(scenario))
    return near


def blocks_of(place, model):
    return sorted((record["iteration"], record["item"]) for record in place.records() if record["model"] == model)


ALL_BLOCKS = sorted((block, domain) for block in (1, 2) for domain in DOMAINS)


def test_a_model_that_is_shown_to_be_beaten_is_dropped_on_the_way(screened):
    plan, _ = screened.run("plan", "e2e.json")
    assert "fidelity, block 1" in plan and "fidelity, block 2" in plan
    out, err = screened.measure()
    log = json.loads((screened.folder / screened.results / "screening.json").read_text())
    [first, last] = log["looks"]
    assert first["stage"] == "fidelity, block 1" and sorted(first["models"]) == ["large", "q4", "q8"]
    [dropped] = first["dropped"]
    assert dropped["model"] == "large" and dropped["by"] == "q8" and 0 < dropped["nearer_bound"] < dropped["nearer"]
    assert sorted(last["models"]) == ["q4", "q8"] and last["dropped"] == []
    assert "large: q8 beats it" in err and "Dropped on the way" in out
    assert blocks_of(screened, "q8") == blocks_of(screened, "q4") == ALL_BLOCKS
    assert blocks_of(screened, "large") == [(1, "lines"), (1, "words")]
    summary = screened.summary()
    assert summary["complete"] and summary["screening"]["looks"] == log["looks"]
    places = {each["model"]: each["place"] for each in summary["front"]["models"]}
    assert places == {"q8": "front", "q4": "front", "large": "beaten"}
    assert summary["recommendation"]["model"] == "q4" and summary["recommendation"]["limits"] == {"kld": 0.5}
    # The second block is another section of the text, and has a baseline of its own.
    keys = {record["baseline"]["key"] for record in screened.records() if record["item"] == "words"}
    assert len(keys) == 2


def test_a_screened_run_that_is_complete_measures_and_looks_no_more(screened):
    screened.measure()
    before = (screened.folder / screened.results / "screening.json").read_text()
    _, err = screened.measure()
    assert "nothing was measured" in err
    assert (screened.folder / screened.results / "screening.json").read_text() == before
    screened.run("run", "e2e.json", "--model", "large", expect=0)
    assert blocks_of(screened, "large") == ALL_BLOCKS, "asked for by name, it is measured"


def test_without_screening_what_was_dropped_is_measured_after_all(screened):
    screened.measure()
    screened.config["screening"] = False
    screened.save()
    screened.measure()
    assert blocks_of(screened, "large") == ALL_BLOCKS


def test_files_to_choose_from_are_models_and_their_parent_is_a_reference(screened):
    files = [str(screened.files[name]) for name in ("q8", "q4")]
    for key in ("models", "references", "baseline"):
        screened.config.pop(key)
    screened.config["choose"] = {"files": files, "parent": str(screened.files["f16"])}
    screened.config["suites"][0].pop("baseline")
    screened.save()
    out, _ = screened.measure()
    assert {record["model"] for record in screened.records()} == {"q8", "q4"}
    assert {record["baseline"]["model"] for record in screened.records()} == {"f16"}
    screened.config["choose"] = {"files": files}
    screened.save()
    screened.run("run", "e2e.json", "--out", "other", expect=0)
    manifest = json.loads((screened.folder / "other/manifest.json").read_text())
    assert manifest["baseline"] == "q8", "the largest file"
    for choose, words in (({"files": files[:1]}, "at least two files"), ({"files": [*files, "none.gguf"]}, "no such file"),
                          ({"files": [*files, files[0]]}, "is named twice"),
                          ({"files": files, "from": "x"}, "unknown key")):
        screened.config["choose"] = choose
        screened.save()
        _, err = screened.run("plan", "e2e.json", expect=2)
        assert words in err and err.count("\n") == 1
    screened.config.update(choose={"files": files}, limits={"max_kdl": 1})
    screened.save()
    _, err = screened.run("plan", "e2e.json", expect=2)
    assert "/limits/max_kdl: unknown key; known are" in err


def test_a_suite_that_is_named_to_choose_keeps_its_blocks(screened):
    files = [str(screened.files[name]) for name in ("q8", "q4")]
    screened.put_on_path("llama-server", FAKE_SERVER)
    plan = json.loads(screened.run("choose", *files, "--suite", "fidelity", "--dry-run", "--json")[0])
    assert plan["to_run"] == 2 * 3 * 3, "three blocks of three domains"
    for name in ("sessions.gguf", "notes.md.gguf"):
        shutil.copy(files[0], screened.folder / name)
    plan = json.loads(screened.run("choose", "sessions.gguf", "notes.md.gguf", "--suite", "fidelity", "--dry-run", "--json")[0])
    assert [model["model"] for model in plan["models"]] == ["sessions-1", "notes_md"], "no names of a run's own files"


def test_choose_goes_on_after_a_part_of_the_models(screened):
    """Whoever measured one model first has seen results, so the run does not end early; nobody asked for that flag."""
    files = [str(screened.files[name]) for name in ("q8", "q4")]
    screened.put_on_path("llama-server", FAKE_SERVER)
    common = ["choose", *files, "--suite", str(HERE / "suite"), "--out", "part"]
    screened.run(*common, "--model", "q8")
    _, err = screened.run(*common)
    assert "stop-when-decided" not in err
    assert {record["model"] for record in screened.records(screened.folder / "part")} == {"q8", "q4"}
