"""Speculative decoding: a model with a draft is an arm beside the same model without one."""
import json
import shutil
import subprocess
import sys

import pytest

from harness import GOOD_DOUBLE, GOOD_GREET, HERE, ROOT, SUITE

FAKES = ROOT / "tests/fakes/llama.cpp"


def drafts(prompt, text, drafted, accepted):
    """What a server that was started with a draft model says, twice as fast as without."""
    timings = {"draft_n": drafted, "draft_n_accepted": accepted, "predicted_n": 41, "predicted_ms": 10.0}
    return {"match": {"option": "-md", "prompt": prompt}, "reply": {"text": text, "timings": timings, "usage": False}}


def plain(prompt, text):
    timings = {"predicted_n": 41, "predicted_ms": 20.0}
    return {"match": {"prompt": prompt}, "reply": {"text": text, "timings": timings, "usage": False}}


@pytest.fixture
def arms(workplace):
    """A tiny model, plain and with itself as its draft model."""
    place = workplace({"rules": [drafts("double", GOOD_DOUBLE, 40, 30), drafts("greet", GOOD_GREET, 40, 10),
                                 plain("double", GOOD_DOUBLE), plain("greet", GOOD_GREET)]},
                      model_ids=("q8",), iterations=3, rounds=3)
    draft = place.folder / "small.gguf"
    shutil.copy(place.folder / "model.gguf", draft)
    place.config["models"][0]["arms"] = [
        {"id": "plain"}, {"id": "draft", "server": {"draft": {"file": "small.gguf", "max_tokens": 4}}}]
    place.save()
    return place


def test_an_arm_with_a_draft_is_compared_with_the_same_model_without_one(arms):
    out, _ = arms.measure()
    summary = arms.summary()
    undrafted, drafted = summary["models"]
    assert undrafted["drafts"] == [] and "acceptance" not in undrafted["figures"]
    tasks = drafted["drafts"][0]
    assert (tasks["in"], tasks["answers"], tasks["drafted"], tasks["accepted"]) == ("tasks", 2, 80, 40), "the fake says the same in every iteration"
    assert drafted["figures"]["acceptance"]["value"] == pytest.approx(50)
    assert tasks["tokens_per_pass"] == pytest.approx(240 / 120)
    [drafting] = summary["drafting"]
    assert (drafting["model"], drafting["plain"]) == ("q8@draft", "q8@plain")
    ratio = next(each for each in drafting["against_plain"] if each["metric"] == "task_tg")
    assert ratio["pairs"][0]["difference"] == pytest.approx(100) and ratio["pairs"][0]["n"] == 3
    assert "Speculative decoding" in out and "in tasks 2.00 times" in " ".join(out.split())
    iteration = json.loads((arms.results / "q8@draft/iter_01.json").read_text())
    assert {cell["inter_token"] for cell in iteration["cells"]} == {None}
    assert "several tokens at once" in iteration["cells"][0]["no_inter_token_reason"]


def test_the_run_keeps_what_drafted_and_how_to_serve_it(arms):
    arms.measure()
    undrafted, drafted = json.loads((arms.results / "manifest.json").read_text())["models"]
    assert "draft_sha256" not in undrafted and drafted["draft_sha256"] == drafted["gguf_sha256"]
    assert drafted["draft_gguf"]["vocabulary"] == drafted["gguf"]["vocabulary"]
    command = " ".join(drafted["serve_command"])
    assert f"-md {arms.folder}/small.gguf --spec-type draft-simple --spec-draft-n-max 4" in command
    timings = [record["generation"]["timings"] for record in arms.records() if record["model"] == "q8@draft"]
    assert {(each["draft_n"], each["draft_n_accepted"]) for each in timings} == {(40, 30), (40, 10)}


def test_a_run_goes_on_with_the_same_draft_only(arms):
    arms.measure()
    draft = arms.config["models"][0]["arms"][1]["server"]["draft"]
    (arms.folder / "small.gguf").rename(arms.folder / "moved.gguf")
    draft["file"] = "moved.gguf"
    arms.save(iterations=4)
    arms.measure()
    draft["max_tokens"] = 8
    arms.save()
    _, err = arms.measure(expect=2)
    assert "/models/q8@draft/server/draft/max_tokens: 4 -> 8" in err
    draft["max_tokens"] = 4
    arms.save()
    subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", arms.folder / "moved.gguf", "--wide"],
                   check=True)
    _, err = arms.measure(expect=2)
    assert "/models/q8@draft/draft_sha256" in err


def test_a_draft_that_was_not_used_is_a_doubt(arms):
    arms.scenario({"rules": [plain("double", GOOD_DOUBLE), plain("greet", GOOD_GREET)]})
    arms.measure()
    [doubt] = [doubt for doubt in arms.summary()["doubts"] if "drafted nothing" in doubt]
    assert doubt.startswith("q8@draft: its server was started with a draft and drafted nothing in 5 answers")


def test_what_cannot_draft_is_refused_before_a_server_starts(arms):
    draft = arms.config["models"][0]["arms"][1]["server"]["draft"]

    def refusal():
        arms.save()
        for command in ("plan", "run"):
            _, err = arms.run(command, "e2e.json", expect=2)
            assert err.count("\n") == 1, err
        assert not (arms.folder / "results").exists()
        return err

    draft["file"] = "nowhere.gguf"
    assert "model q8@draft: " in refusal() and "nowhere.gguf" in refusal()
    (arms.folder / "text.gguf").write_text("no model at all")
    draft["file"] = "text.gguf"
    assert "text.gguf" in refusal()
    other = (arms.folder / "small.gguf").read_bytes()
    (arms.folder / "other.gguf").write_bytes(other.replace(b"<|im_end|>", b"<|im_fin|>", 1))
    draft["file"] = "other.gguf"
    assert "other.gguf cannot draft for model.gguf: its token " in refusal()
    arms.config["models"][0]["arms"][1]["server"]["draft"] = {"type": "mtp"}
    assert "model.gguf has no MTP layers" in refusal()
    arms.config["models"] = [{"id": "e", "endpoint": "http://127.0.0.1:1", "server": {"draft": {"type": "mtp"}}}]
    assert "quantladder does not start an endpoint" in refusal()


def test_llama_bench_is_not_asked_of_a_model_with_a_draft(arms):
    arms.variables["QL_FAKE_BENCH"] = str(arms.folder / "bench.json")
    (arms.folder / "bench.json").write_text("{}")
    del arms.config["suite"]
    arms.config["server"]["tools"] = str(FAKES)
    arms.save(suites=[str(SUITE), str(HERE / "speed")])
    arms.measure()
    speeds = [record for record in arms.records() if record.get("kind") == "speed"]
    assert {(record["model"], record["outcome"]) for record in speeds} == {
        ("q8@plain", "measured"), ("q8@draft", "not_measurable")}
    assert "llama-bench drafts nothing" in arms.summary()["unscored_cells"][0]["reason"]
