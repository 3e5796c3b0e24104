"""A real llama-server: with a tiny model that a grammar makes say a given text, and with a small real model."""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

import pytest

from harness import GOOD_DOUBLE, GOOD_GREET, ROOT, Workplace

SERVER = shutil.which("llama-server")
CACHE = pathlib.Path(os.environ.get("QUANTLADDER_CACHE") or
                     pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "quantladder")
MODELS = pathlib.Path(os.environ.get("MODELS", CACHE / "models"))


@pytest.fixture(autouse=True)
def real_parts():
    """scripts/test puts both there; a test that needs them must fail, not pass untried."""
    assert SERVER, "llama-server is not on PATH: run scripts/test"
    assert (MODELS / "gemma-3-270m-Q4_K_M.gguf").exists(), f"no model in {MODELS}: run scripts/test"


def forced(text):
    """A grammar that allows exactly this text."""
    return {"grammar": f"root ::= {json.dumps(text)}"}


def forced_place(folder, double, greet, **sampling):
    return Workplace(
        folder,
        server={"binary": SERVER, "ctx": 1024, "gpu_layers": 0, "threads": 1, "parallel": 2},
        sampling={"max_tokens": 300, "thinking": "off", "tasks": {"double": {"request_extra": forced(double)},
                                               "greet": {"request_extra": forced(greet)}}, **sampling},
        iterations=2, rounds=1)


def test_a_forced_answer_is_streamed_extracted_judged_and_timed(tmp_path):
    place = forced_place(tmp_path, GOOD_DOUBLE, "```python\ndef greet(name):\n    return name\n```\n")
    place.measure()
    assert sorted((t, o) for t, _, _, o in place.outcomes()) == [("double", "pass")] * 2 + [("greet", "fail")] * 2
    for record in place.records():
        generation = record["generation"]
        assert generation["finish"] == "stop"
        assert not [doubt for doubt in generation["doubts"] if not doubt.startswith("the client read late")]  # a busy machine
        assert generation["timings"]["cache_n"] == 0
        assert generation["timings"]["predicted_n"] == generation["usage"]["completion_tokens"] == generation["tokens"]
        assert 0 < generation["first_content_ms"] <= generation["total_ms"]
        assert record["memory"]["source"]
        assert record["memory"]["peak_bytes"] is None or record["memory"]["peak_bytes"] > 1e6
    start = json.loads((place.results / "a/servers/start_01.json").read_text())
    assert start["settings_verified"] and start["slot_ctx"] == 1024 and start["slots"] == 2
    assert len(start["binary_sha256"]) == 64 and start["probe"][0]["tokens"] == 4


def test_reasoning_is_kept_apart_and_never_taken_for_the_answer(tmp_path):
    draft = "a draft: ```python\ndef double(x):\n    return x\n```\n</think>\n\n"
    place = forced_place(tmp_path, draft + GOOD_DOUBLE, draft + GOOD_GREET, thinking="on")
    place.measure()
    assert {o for *_, o in place.outcomes()} == {"pass"}
    generation = place.records()[0]["generation"]
    assert "a draft" in generation["reasoning"] and "a draft" not in generation["text"]
    assert generation["first_reasoning_ms"] < generation["first_content_ms"]


def test_a_forced_answer_that_hits_the_token_limit_is_truncated(tmp_path):
    place = forced_place(tmp_path, "```python\n" + "# still thinking\n" * 60 + "```\n", GOOD_GREET, max_tokens=40)
    place.measure()
    assert {o for t, _, _, o in place.outcomes() if t == "double"} == {"truncated"}


def test_hostile_code_from_a_real_stream_is_contained(tmp_path):
    place = forced_place(tmp_path, "```python\nimport os\ndef double(x):\n    os._exit(0)\n```\n",
                         "```python\nopen('/etc/quantladder-was-here', 'w')\ndef greet(name):\n    return 'hello ' + name\n```\n")
    place.measure()
    assert {(t, o) for t, _, _, o in place.outcomes()} == {("double", "error.died"), ("greet", "error.import")}
    assert not pathlib.Path("/etc/quantladder-was-here").exists()


def test_a_name_the_real_server_ignores_is_found_by_reading_its_settings_back(tmp_path):
    place = forced_place(tmp_path, GOOD_DOUBLE, GOOD_GREET)
    place.config["sampling"]["request_extra"] = {"repetition_penalty": 1.05}
    place.save()
    _, err = place.measure(expect=2)
    assert "repetition_penalty" in err


def test_a_small_real_model_scores_between_nothing_and_everything(tmp_path):
    config = json.loads("\n".join(line for line in (ROOT / "configs/demo.json").read_text().splitlines()
                                  if not line.strip().startswith("//")))
    template = str(ROOT / "configs/templates/primer-one-shot.jinja")
    place = Workplace(tmp_path, suite="primer", iterations=1, rounds=1, sampling=config["sampling"],
                      probe={"tokens": 16, "repeats": 1},
                      server={"binary": SERVER, "ctx": 512, "parallel": 4, "gpu_layers": 0, "chat_template_file": template},
                      models=[{"id": "q4_k_m", "file": str(MODELS / "gemma-3-270m-Q4_K_M.gguf")}])
    place.measure()
    [model] = place.summary()["models"]
    assert 0 < model["score"]["mean"] < 100
    assert model["file_bytes"] == 253113024 and model["speed_probe"]["tokens_per_s"]["mean"] > 0
    assert sum(model["outcomes"].values()) == 20


def test_a_real_draft_model_is_accepted_by_its_own_larger_file(tmp_path):
    place = Workplace(tmp_path, iterations=1, rounds=1, sampling={"max_tokens": 48},
                      probe={"tokens": 24, "repeats": 1},
                      server={"binary": SERVER, "ctx": 512, "gpu_layers": 0, "threads": 1, "chat_template_file":
                              str(ROOT / "configs/templates/primer-one-shot.jinja")},
                      models=[{"id": "q8", "file": str(MODELS / "gemma-3-270m-Q8_0.gguf"), "arms": [
                          {"id": "plain"},
                          {"id": "draft", "server": {"draft": {"file": str(MODELS / "gemma-3-270m-Q4_0.gguf"),
                                                               "max_tokens": 4, "gpu_layers": 0}}},
                          {"id": "ngram", "server": {"draft": {"type": "ngram-simple"}}}]}])
    place.measure()
    for record in place.records():
        timings = record["generation"]["timings"]
        if record["model"] == "q8@plain":
            assert timings["draft_n"] is None
        if record["model"] == "q8@draft":
            assert 0 <= timings["draft_n_accepted"] <= timings["draft_n"] and timings["draft_n"] > 0
    summary = place.summary()
    acceptance = summary["models"][1]["figures"]["acceptance"]["value"]
    assert 10 < acceptance <= 100, "one file is a quantization of the other"
    assert [(each["model"], each["plain"]) for each in summary["drafting"]] == [("q8@draft", "q8@plain"),
                                                                                ("q8@ngram", "q8@plain")]
    assert not [doubt for doubt in summary["doubts"] if doubt.startswith("q8@draft: its server was started with a draft")]


@contextlib.contextmanager
def router(folder, ctx):
    """A llama-server of several models, each loaded in a process of its own when it is first named; yields its port."""
    models = folder / "models"
    models.mkdir()
    shutil.copy(folder / "model.gguf", models / "tiny.gguf")
    with socket.socket() as held:  # keeps the port from others; the server is bound beside it
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with open(folder / "router.log", "w") as log:
            server = subprocess.Popen([SERVER, "--models-dir", models, "--port", str(port), "-c", str(ctx), "-np", "1",
                                       "-t", "1", "-ngl", "0"], stdout=log, stderr=log)
        try:
            yield port
        finally:
            server.terminate()
            server.wait()


def test_a_model_of_a_router_is_measured_with_its_context_checked(tmp_path):
    place = forced_place(tmp_path, GOOD_DOUBLE, GOOD_GREET)
    with router(tmp_path, ctx=1024) as port:
        place.save(models=[{"id": "theirs", "endpoint": f"http://127.0.0.1:{port}", "served_model": "tiny"}],
                   server={"ctx": 1024}, iterations=1)
        place.measure()
        start = json.loads((place.results / "theirs/servers/start_01.json").read_text())
        place.save(name="more", server={"ctx": 4096})
        _, err = place.run("run", "e2e.json", expect=4)
        place.save(name="other", models=[{**place.config["models"][0], "served_model": "nope"}])
        _, unknown = place.run("run", "e2e.json", expect=4)
    records = [json.loads(path.read_text()) for path in tmp_path.glob("results/e2e*/theirs/records/*/*.json")]
    assert {record["judgements"][-1]["outcome"] for record in records} == {"pass"}
    assert start["slot_ctx"] == 1024 and not [doubt for doubt in start["doubts"] if "context" in doubt]
    assert "the server gives each slot 1024 tokens of context, 4096 were asked for" in err
    assert "giving up: HTTP 400: model 'nope' not found" in unknown


def fidelity_place(folder, suite, **entry):
    """A tiny model as its own parent, and a quantization of it. All specials of its vocabulary are always matched."""
    place = Workplace(folder, suites=[{"suite": str(suite), "baseline": "f32", **entry}],
                      server={"binary": SERVER, "ctx": 512, "gpu_layers": 0, "threads": 1})
    del place.config["suite"]
    tiny = place.folder / "model.gguf"
    subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", tiny, "--matched"], check=True)
    quantize = pathlib.Path(SERVER).parent / "llama-quantize"
    subprocess.run([quantize, tiny, place.folder / "q8.gguf", "Q8_0"], check=True, capture_output=True)
    place.config["models"] = [{"id": "q8", "file": str(place.folder / "q8.gguf")}]
    place.config["references"] = [{"id": "f32", "file": str(tiny)}]
    place.variables["QUANTLADDER_CACHE"] = str(place.folder / "cache")
    place.save()
    return place


def test_messages_are_rendered_by_the_models_own_template(tmp_path):
    chat = [[{"role": "user", "content": f"What is {i} and {i}?"}, {"role": "assistant", "content": f"{2 * i}."}]
            for i in range(40)]
    suite = tmp_path / "chat"
    suite.mkdir()
    text = json.dumps(chat)
    (suite / "chat.json").write_text(text)
    (suite / "suite.json").write_text(json.dumps({
        "id": "chat", "version": "1", "title": "Chat", "kind": "fidelity", "ctx": 64, "chunks": 4,
        "domains": [{"id": "chat", "title": "Chat", "language": "en", "licence": "own", "source": "here",
                     "messages": "chat.json", "sha256": hashlib.sha256(text.encode()).hexdigest()}]}))
    place = fidelity_place(tmp_path, suite)
    place.measure()
    [record] = place.records()
    assert record["outcome"] == "measured", record["reason"]
    [rendered] = (place.folder / "cache/rendered").iterdir()
    assert rendered.read_text().startswith("<|im_start|>user\nWhat is 0 and 0?<|im_end|>\n<|im_start|>assistant\n0.<|im_end|>\n")
    assert rendered.read_text().count("<|im_end|>") == 80 and len(record["per_chunk"]) == 4


def test_plain_text_markers_of_a_real_tokenizer_refuse_the_domain(tmp_path):
    """The usual tiny model has its markers as control tokens, which this llama-perplexity does not match."""
    place = fidelity_place(tmp_path, ROOT / "tasks/fidelity", texts=["chat.txt"], chunks=2, ctx=64)
    subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", place.folder / "model.gguf"], check=True)
    (place.folder / "chat.txt").write_text("<|im_start|>user\nhello<|im_end|>\n" * 30)
    place.measure()
    [record] = place.records()
    assert record["outcome"] == "not_measurable" and "reads as plain text" in record["reason"]


def test_a_compact_and_a_full_baseline_of_a_real_model_agree(tmp_path):
    """The vocabulary of the small real model is large enough for a compact baseline."""
    figures = {}
    for form, limit in (("full", 4096), ("compact", 1)):
        (tmp_path / form).mkdir()
        place = Workplace(tmp_path / form, suites=[{"suite": "fidelity", "baseline": "shipped", "ctx": 128, "chunks": 1,
                                                    "full_baseline_mib": limit}],
                          server={"binary": SERVER, "ctx": 512, "gpu_layers": 0, "threads": 1},
                          models=[{"id": "q4_0", "file": str(MODELS / "gemma-3-270m-Q4_0.gguf")}],
                          references=[{"id": "shipped", "file": str(MODELS / "gemma-3-270m-Q4_K_M.gguf")}])
        del place.config["suite"]
        place.save()
        place.variables["QUANTLADDER_CACHE"] = str(place.folder / "cache")
        place.measure("--task", "prose")
        [record] = place.records()
        assert record["baseline"]["form"] == form
        figures[form] = record
    assert figures["compact"]["kld_method"] == "weighted_sample" and figures["full"]["kld_method"] == "exact"
    [full], [compact] = figures["full"]["per_chunk"], figures["compact"]["per_chunk"]
    assert compact["kld"] == pytest.approx(full["kld"], rel=0.05)
    assert compact["same_top"] == full["same_top"] and compact["nll"] == pytest.approx(full["nll"], rel=1e-6)
