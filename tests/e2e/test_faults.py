"""Each fault of a server is recorded as what it was, and the run goes on."""
import contextlib
import json
import socket
import subprocess

import pytest

from harness import FAKE_SERVER, GOOD_DOUBLE, GOOD_GREET, PATIENCE_S, SOLVES_ALL, rule, wait_until

ANSWERS = SOLVES_ALL["rules"]


def first_of(place):
    return place.outcomes()[0]


def with_first_reply(**fault):
    """The first chat request meets the fault, everything after it is answered."""
    return {"rules": [{"match": {"nth": 1}, "times": 1, "reply": {"text": GOOD_DOUBLE, **fault}}, *ANSWERS]}


def test_a_server_that_answers_503_while_loading_is_waited_for(workplace):
    place = workplace({"load_ms": 700, **SOLVES_ALL})
    place.measure()
    assert {outcome for *_, outcome in place.outcomes()} == {"pass"}


def test_a_dropped_stream_is_a_broken_stream_and_is_repeated(workplace):
    place = workplace(with_first_reply(drop_after=3))
    place.measure()
    assert place.outcomes()[:2] == [("double", 1, 1, "infrastructure.broken_stream"), ("double", 1, 2, "pass")]


def test_a_missing_done_behind_a_whole_answer_costs_nothing(workplace):
    place = workplace(with_first_reply(done=False))
    place.measure()
    assert first_of(place)[3] == "pass"


def test_a_page_instead_of_a_stream_is_not_understood(workplace):
    place = workplace(with_first_reply(body="<html>Sign in</html>"))
    place.measure()
    assert first_of(place)[3] == "infrastructure.not_understood"


def test_a_stall_is_a_stall(workplace):
    place = workplace(with_first_reply(stall_after=2), client={"stall_s": 1})
    place.measure()
    assert first_of(place)[3] == "infrastructure.stall"
    assert {outcome for *_, attempt, outcome in place.outcomes() if attempt == 2} == {"pass"}


def test_a_reply_that_goes_on_for_ever_meets_its_deadline(workplace):
    slow = {"text": "word " * 90, "ms_per_token": 200}
    place = workplace({"rules": [{"match": {"nth": 1}, "times": 1, "reply": slow}, *ANSWERS]},
                      client={"min_deadline_s": 1, "deadline_factor": 0.001})
    place.measure()
    assert first_of(place)[3] == "infrastructure.deadline"


def test_a_server_that_only_pings_is_started_once_more_and_then_given_up(workplace):
    hung = {"match": {}, "reply": {"text": GOOD_DOUBLE, "stall_after": 0, "ping_ms": 50}}
    place = workplace({"rules": [hung]}, iterations=3, rounds=1,
                      client={"min_deadline_s": 1, "deadline_factor": 0.001, "stalls_until_restart": 2})
    place.measure(expect=4)
    outcomes = [outcome for *_, outcome in place.outcomes()]
    assert outcomes.count("infrastructure.deadline") == 4 and set(outcomes) == {"infrastructure.deadline", "not_run"}
    starts = [json.loads(path.read_text()) for path in sorted(place.results.glob("a/servers/start_*.json"))]
    assert [start["end"].split(",")[0] for start in starts] == ["hung: 2 requests in a row without an answer"] * 2


def test_an_http_error_is_never_an_answer(workplace):
    place = workplace(with_first_reply(status=500, error="def double(x): return 2 * x"))
    place.measure()
    assert first_of(place)[3] == "infrastructure.http_error"


def test_an_error_inside_the_stream_is_an_http_error(workplace):
    place = workplace(with_first_reply(error_after=2, error="Context size has been exceeded."))
    place.measure()
    assert first_of(place)[3] == "infrastructure.http_error"
    assert "Context size" in place.records()[0]["judgements"][0]["reason"]


def test_a_server_that_dies_is_restarted_and_the_cell_repeated(workplace):
    place = workplace(with_first_reply(die_after=2))
    _, err = place.measure()
    assert place.outcomes()[:2] == [("double", 1, 1, "infrastructure.lost_server"), ("double", 1, 2, "pass")]
    assert "starting it once more" in err


def test_a_server_that_dies_twice_gives_up_its_model_and_the_next_goes_on(workplace):
    place = workplace({"rules": [{"match": {"prompt": "double"}, "times": 2, "reply": {"die_after": 1}}, *ANSWERS]},
                      model_ids=("a", "b"))
    place.measure(expect=4)
    by_model = {}
    for record in place.records():
        by_model.setdefault(record["model"], []).append(record["judgements"][-1]["outcome"])
    assert by_model["b"] == ["pass"] * 4
    assert sorted(by_model["a"]) == ["infrastructure.lost_server"] * 2 + ["not_run"] * 4
    _, err = place.measure()  # the same command goes on with what has no score
    assert place.summary()["models"][0]["score"]["mean"] == 100.0


def test_a_server_that_does_not_start_is_not_run_with_the_reason(workplace):
    place = workplace({"exit_at_start": {"line": "E srv load_model: failed to load model, 'x'"}})
    place.measure(expect=4)
    assert {outcome for *_, outcome in place.outcomes()} == {"not_run"}
    assert "failed to load model" in place.records()[0]["judgements"][0]["reason"]


def test_the_token_limit_is_truncated_not_wrong_code(workplace):
    place = workplace({"rules": [rule("double", "word " * 300), rule("greet", GOOD_GREET)]})
    place.measure()
    assert {(task, outcome) for task, _, _, outcome in place.outcomes()} == {("double", "truncated"), ("greet", "pass")}


def test_prose_is_no_answer(workplace):
    place = workplace({"rules": [rule("double", "I would rather not."), rule("greet", GOOD_GREET)]})
    place.measure()
    assert first_of(place)[3] == "no_answer"


def test_a_setting_that_the_server_ignores_stops_the_run(workplace):
    place = workplace({"verbose": {"ignore": ["top_k"]}, **SOLVES_ALL})
    _, err = place.measure(expect=2)
    assert "top_k" in err and not place.records()


def test_an_arm_that_thinks_when_it_should_not_is_invalid(workplace):
    place = workplace({"rules": [rule("double", GOOD_DOUBLE, reasoning="hm, let me see"), rule("greet", GOOD_GREET)]},
                      sampling={"thinking": "off", "max_tokens": 100})
    _, err = place.measure(expect=4)
    assert "invalid" in err
    _, err = place.measure(expect=4)  # nothing is left to measure, and no success either
    assert "invalid" in err and len(place.records()) == 4
    assert [o for t, _, _, o in place.outcomes() if t == "double"] == ["invalid_arm"] * 2
    assert place.summary()["models"][0]["score"] is None


def test_a_server_without_timings_or_usage_has_missing_figures_not_zeros(workplace):
    nothing = {"timings": False, "usage": False}
    place = workplace({"reply": nothing, "rules": [*ANSWERS, {"match": {"kind": "probe"}, "reply": nothing}]})
    place.measure()
    generation = place.records()[0]["generation"]
    assert generation["timings"] is None and generation["tokens"] is None and generation["tokens_per_s"] is None
    assert place.summary()["models"][0]["speed_probe"]["tokens_per_s"] is None


def test_a_cached_prompt_and_miscounted_usage_are_doubted(workplace):
    place = workplace({"reply": {"cache_n": 5, "usage": {"completion_tokens": 1}}, **SOLVES_ALL})
    place.measure()
    doubts = place.records()[0]["generation"]["doubts"]
    assert "5 prompt tokens came from a cache although cache_prompt is false" in doubts
    assert any(doubt.startswith("usage.completion_tokens 1 != timings.predicted_n ") for doubt in doubts)


def test_a_first_server_that_fails_says_nothing_about_the_pace(workplace):
    place = workplace(model_ids=("a", "b"))
    broken = place.folder / "broken_server"
    broken.write_text("#!/bin/sh\n[ $1 = --version ] && echo 'version: 1' && exit\necho 'E this build lacks everything' >&2\nexit 1\n")
    broken.chmod(0o755)
    place.config["models"][0]["server"] = {"binary": str(broken)}
    place.save()
    _, err = place.measure(expect=4)
    first = next(line for line in err.splitlines() if line.startswith("[2/8]"))
    assert "ETA unknown yet" in first
    assert "E this build lacks everything" in err
    [start] = [json.loads(path.read_text()) for path in sorted(place.results.glob("a/servers/start_01.json"))]
    assert start["argv"][0] == str(broken) and len(start["binary_sha256"]) == 64 and start["load_ms"] is None


@pytest.fixture
def port():
    """Of this machine, and nobody else's while the test runs: held by a socket that does not listen, beside which only
    the scripted server may be bound, since both say SO_REUSEADDR. Until then a connection is refused."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextlib.contextmanager
def endpoint(place, port):
    server = subprocess.Popen([FAKE_SERVER, "--port", str(port), "-c", "512"], env=place.environment(),
                              stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.kill()
        server.wait()


def test_a_server_of_several_models_is_told_which_one(workplace, port):
    model = {"id": "a", "endpoint": f"http://127.0.0.1:{port}", "served_model": "org/big"}
    place = workplace({"needs_model": "org/big", **SOLVES_ALL}, models=[model], iterations=1, rounds=1)
    with endpoint(place, port):
        place.measure()
        del place.config["models"][0]["served_model"]
        place.save()
        _, err = place.measure(expect=2)
    assert [outcome for *_, outcome in place.outcomes()] == ["pass"] * 2
    assert {entry["body"]["model"] for kind in ("chat", "probe", "settings") for entry in place.asked(kind)} == {"org/big"}
    assert "served_model" in err  # another model of the same server is another run
    [manifest] = [json.loads(path.read_text()) for path in place.results.glob("manifest.json")]
    assert manifest["models"][0]["model"]["served_model"] == "org/big"


def test_a_key_that_is_refused_ends_the_model_at_once(workplace, port):
    models = [{"id": "a", "endpoint": f"http://127.0.0.1:{port}"}]
    place = workplace({"api_key": "secret", **SOLVES_ALL}, models=models)
    with endpoint(place, port):
        _, err = place.measure(expect=4)
    assert {outcome for *_, outcome in place.outcomes()} == {"not_run"}
    assert "a: giving up: HTTP 401: Invalid API Key" in err and "api_key_env" in err
    assert place.asked("chat") == place.asked("probe") == []


def test_a_prompt_that_does_not_fit_is_sent_once(workplace):
    long = {"status": 400, "error": "request (9017 tokens) exceeds the available context size (512 tokens)"}
    place = workplace({"rules": [{"match": {"prompt": "greet"}, "reply": long}, *ANSWERS]})
    _, err = place.measure(expect=4)
    assert sorted(outcome for task, _, _, outcome in place.outcomes() if task == "greet") == \
        ["infrastructure.http_error", "not_run"]
    assert err.count("giving up greet: HTTP 400: request (9017 tokens)") == 1


def test_what_an_endpoint_leaves_unused_is_said_once(workplace, port):
    models = [{"id": "a", "endpoint": f"http://127.0.0.1:{port}"}]
    place = workplace(models=models, server={"ctx": 512, "threads": 3}, rounds=2)
    with endpoint(place, port):
        _, err = place.measure()
    assert err.count("a: not applied, because quantladder does not start an endpoint: server.threads") == 1


def test_an_endpoint_that_starts_late_is_waited_for(workplace, port):
    place = workplace(models=[{"id": "a", "endpoint": f"http://127.0.0.1:{port}"}], iterations=1, rounds=1)
    process = place.start("run", "e2e.json")
    wait_until(process, lambda: list(place.folder.glob("results/*/a/servers/start_01.log")))
    with endpoint(place, port):
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
