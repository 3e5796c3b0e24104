"""Correctness under load: arms of one model with 1 and with 8 requests in flight."""
import json

import pytest

from harness import BAD_GREET, GOOD_DOUBLE, GOOD_GREET

ALONE, BUSY = {"in_flight": 1}, {"in_flight": 8}


@pytest.fixture
def arms(workplace):
    """One model on servers with eight slots, in a single round of eight iterations: sixteen cells."""
    place = workplace(model_ids=("q4",), iterations=8, rounds=1)
    place.config["server"]["parallel"] = 8
    place.config["models"][0]["arms"] = [ALONE, BUSY]
    place.save()
    return place


def varied(text):
    """An answer of its own for each seed: iterations that repeat each other count once."""
    return {"texts": [text.replace("```\n", f"# {i}\n```\n") for i in range(500)], "texts_by": "seed"}


def scripted(greet, in_flight):
    """Nothing is answered before so many requests have come: a client that sends fewer would wait for ever."""
    held = {"until_in_flight": in_flight, "queue_ms": 5}
    return {"rules": [{"match": {"prompt": "double"}, "reply": {**varied(GOOD_DOUBLE), **held}},
                      {"match": {"prompt": "greet"}, "reply": {**varied(greet), **held}}]}


def streams_on_the_server(place):
    """What the server counted at the start of each answer since the last look, and its slots."""
    entries = place.asked("in_flight")
    (place.folder / "fake_requests.jsonl").unlink()
    return max(entry["streams"] for entry in entries), {entry["slots"] for entry in entries}


def measure_arms(place, greet_alone=GOOD_GREET, greet_busy=GOOD_GREET):
    """Arm by arm, so that each has its own script. Returns what the report says at the end."""
    place.scenario(scripted(greet_alone, 1))
    place.measure("--model", "q4@1")
    alone = streams_on_the_server(place)
    place.scenario(scripted(greet_busy, 8))
    out, _ = place.measure("--model", "q4@8")
    return alone, streams_on_the_server(place), " ".join(out.split())


def test_one_and_eight_requests_are_in_flight_on_servers_started_alike(arms):
    alone, busy, _ = measure_arms(arms)
    assert alone == (1, {8})
    assert busy == (8, {8})
    most = {model: max(r["generation"]["in_flight"] for r in arms.records() if r["model"] == model) for model in ("q4@1", "q4@8")}
    assert most == {"q4@1": 1, "q4@8": 8}
    first, second = [entry["model"] for entry in json.loads((arms.results / "manifest.json").read_text())["models"]]
    assert (first["in_flight"], second["in_flight"]) == (1, 8)
    assert first["server"] == second["server"] and first["server"]["parallel"] == 8
    seeds = [{(r["item"], r["iteration"]): r["generation"]["seed"] for r in arms.records() if r["model"] == model} for model in most]
    assert seeds[0] == seeds[1] and len(seeds[0]) == 16


def test_the_same_score_under_load_is_equivalent_within_a_margin_that_so_few_iterations_can_show(arms):
    _, _, out = measure_arms(arms)
    assert "whether the score at 8 requests in flight differs from that at 1 is undecided" in out
    [arm] = arms.summary()["under_load"]
    assert (arm["cells"], arm["same_text"], arm["same_outcome"]) == (16, 16, 16)
    assert not any("identical files" in warning for warning in arms.summary()["warnings"])
    arms.run("compare", arms.results, expect=5)
    out, _ = arms.run("compare", arms.results, "--margin", 25)
    assert "the score at 8 requests in flight is equivalent to that at 1 within +-25 points" in " ".join(out.split())


def test_a_score_that_falls_under_load_is_lower_and_an_exit_code(arms):
    _, _, out = measure_arms(arms, greet_busy=BAD_GREET)
    assert "q4@8 against q4@1: the score at 8 requests in flight is lower than that at 1, by" in out
    out, _ = arms.run("compare", arms.results, expect=1)
    assert "is lower than that at 1, by" in " ".join(out.split())
    [arm] = arms.summary()["under_load"]
    assert (arm["cells"], arm["same_text"], arm["same_outcome"]) == (16, 8, 8)


def test_a_run_of_both_arms_alternates_resumes_and_knows_its_power(arms):
    arms.save(iterations=2, rounds=2)
    planned, _ = arms.run("plan", "e2e.json", "--power")
    assert "power of 2 iterations, 1 comparison with the baseline" in planned and "baseline q4@1" in planned
    arms.measure()
    arms.save(iterations=3)
    arms.measure()
    assert arms.cells() == [(model, task, iteration, 1) for model in ("q4@1", "q4@8") for task in ("double", "greet")
                            for iteration in (1, 2, 3)]
    arms.config["models"][0]["arms"][1] = {"id": "8", "in_flight": 4}
    arms.save()
    _, err = arms.measure(expect=2)
    assert "/models/q4@8/in_flight: 8 -> 4" in err


def test_fewer_in_flight_than_asked_for_are_a_doubt(arms):
    arms.config["models"][0]["arms"][1] = BUSY
    arms.save(iterations=2, rounds=2)
    arms.measure()
    doubts = [doubt for doubt in arms.summary()["doubts"] if "were to be in flight" in doubt]
    assert len(doubts) == 1 and doubts[0].startswith("q4@8: 8 requests were to be in flight"), "a block has two cells"


@pytest.mark.parametrize("arms_given, said", [
    ([BUSY], "/models/0/arms: name at least two"),
    ([BUSY, {"id": "b", **BUSY}], "/models/0/arms/1/in_flight: another arm has 8 in flight already"),
    ([ALONE, {"in_flight": 0}], "/models/0/arms/1/in_flight: 0 is outside [1, 256]"),
    ([ALONE, {"in_flight": 9}], "/models/0/arms/1/in_flight: 9 requests in flight take 9 slots, and the server is started with 8"),
    ([ALONE, {"in_flihgt": 8}], '/models/0/arms/1/in_flihgt: unknown key; did you mean "in_flight"?'),
])
def test_arms_that_show_nothing_are_refused_by_name_and_place(arms, arms_given, said):
    arms.config["models"][0]["arms"] = arms_given
    arms.save()
    _, err = arms.run("plan", "e2e.json", expect=2)
    assert f"e2e.json: {said}" in err
