"""A real llama-server: with a tiny model that a grammar makes say a given text, and with a small real model."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess

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
        assert generation["finish"] == "stop" and generation["doubts"] == []
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
