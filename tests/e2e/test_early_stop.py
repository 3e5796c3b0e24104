"""run --stop-when-decided: looks after each round, keeps every look, and stops; plan --power says what a run could find."""
import json

DOUBLE = "```python\n# variant {}\ndef double(x):\n    return {} * x\n```\n"
GREET = "```python\n# variant {}\ndef greet(name):\n    return '{} ' + name\n```\n"


def by_seed(prompt, form, solved, start=None):
    """Texts that differ between iterations, as sampled ones do: repeated iterations would not count."""
    match = {"prompt": prompt, **({} if start is None else {"start": start})}
    return {"match": match, "reply": {"texts": [form.format(i, solved) for i in range(97)], "texts_by": "seed"}}


def one_solves_one_fails(rounds):
    """Model a solves both tasks, b none. The order of starts is a b, b a, a b, ..."""
    starts_of_b = [2 * r - (r % 2 == 0) for r in range(1, rounds + 1)]
    wrong = [by_seed(prompt, form, text, start) for start in starts_of_b
             for prompt, form, text in [("double", DOUBLE, 3), ("greet", GREET, "bye")]]
    return {"rules": [*wrong, by_seed("double", DOUBLE, 2), by_seed("greet", GREET, "hello")]}


def stopping(place):
    return json.loads((place.results / "stopping.json").read_text())


def decided_run(workplace):
    place = workplace(one_solves_one_fails(12), model_ids=("a", "b"), iterations=24, rounds=12, baseline="a")
    out, err = place.measure("--stop-when-decided")
    return place, out, err


def test_a_run_stops_once_its_comparison_is_decided(workplace):
    place, out, err = decided_run(workplace)
    log = stopping(place)
    assert log["plan"] == {"n_max": 24, "alpha": 0.05, "margin": 5, "baseline": "a", "candidates": ["b"]}
    assert [look["round"] for look in log["looks"]] == list(range(1, len(log["looks"]) + 1))
    last = log["looks"][-1]
    assert last["stop"] and last["reason"] == "decided" and last["round"] < 12
    [comparison] = last["comparisons"]
    assert comparison["n"] == 2 * last["round"] and comparison["difference"] == -100
    assert comparison["verdict"] == "better" and comparison["better"] == "baseline"
    assert len(place.cells()) == 2 * 2 * comparison["n"], "no cell after the look that decided"
    assert "stopped early" in out and "Stopped early" in err

    # Going on finds nothing to do and changes no look.
    before = place.cells()
    place.measure("--stop-when-decided")
    assert place.cells() == before and stopping(place) == log

    # The figures of the comparison are those of the sequential test.
    got = json.loads(place.run("compare", place.results, "--json", expect=1)[0])
    [pair] = got["pairs"]
    assert pair["verdict"] == "better" and pair["better"] == "b" and pair["n"] == comparison["n"]
    assert pair["ci"] is None, "differences that never vary have no interval that allows for looking"
    assert 2 / 2 ** pair["n"] <= pair["p"] <= 0.05 and pair["p_holm"] == pair["p"]

    # Other rules after the data were seen are refused.
    _, err = place.measure("--stop-when-decided", "--margin", "20", expect=2)
    assert "margin 5" in err and "margin 20" in err
    _, err = place.measure("--stop-when-decided", "--iterations", "48", expect=2)
    assert "24 iterations" in err and "48 iterations" in err

    # Without the flag the rest is measured, and the looks stay accounted for.
    place.measure()
    assert len(place.cells()) == 2 * 2 * 24 and stopping(place) == log
    out, _ = place.run("report", place.results)
    assert "stopped early" not in out, "the data no longer end at the look that stopped"


def test_the_margin_of_a_run_that_looks_is_the_declared_one(workplace):
    place = workplace(one_solves_one_fails(2), model_ids=("a", "b"), iterations=12, rounds=2, baseline="a")
    place.measure("--stop-when-decided", "--margin", "20")
    assert place.summary()["comparison"]["margin"] == 20
    got = json.loads(place.run("compare", place.results, "--json", expect=1)[0])
    assert got["margin"] == 20 and got["sequential"]
    assert json.loads(place.run("compare", place.results, "--unpaired", "--json", expect=5)[0])["pairs"][0]["p"] is None


def test_a_run_that_cannot_decide_goes_to_its_end(workplace):
    everyone = {"rules": [by_seed("double", DOUBLE, 2), by_seed("greet", GREET, "bye")]}
    place = workplace(everyone, model_ids=("a", "b"), iterations=4, rounds=2, baseline="a")
    _, err = place.measure("--stop-when-decided")
    assert "4 iterations cannot show any difference, however large: 1 comparison needs at least 6" in err
    assert "warning: equivalence within +-5" in err and "assumed:" in err
    assert len(place.cells()) == 2 * 2 * 4
    assert [look["stop"] for look in stopping(place)["looks"]][0] is False


def undecided_with_a_fault_in_the_last_round(workplace, fault):
    """8 iterations in 4 rounds; b's server of the last round is the 7th start."""
    faulty = [{"match": {"prompt": prompt, "start": start}, "reply": {"text": DOUBLE, **fault}}
              for prompt in ("double", "greet") for start in (7, 8)]
    rules = [*faulty, by_seed("double", DOUBLE, 2), by_seed("greet", GREET, "bye")]
    return workplace({"rules": rules}, model_ids=("a", "b"), iterations=8, rounds=4, baseline="a")


def test_the_look_after_the_last_round_spends_the_rest_though_iterations_dropped_out(workplace):
    place = undecided_with_a_fault_in_the_last_round(workplace, {"status": 500, "error": "no"})
    _, err = place.measure("--stop-when-decided", expect=4)
    last = stopping(place)["looks"][-1]
    assert last["round"] == 4 and last["reason"] == "n_max" and last["stop"]
    [comparison] = last["comparisons"]
    assert comparison["n"] == 6 and comparison["alpha_planned"] == 0.05 and comparison["outcome"] == "n_max"
    assert "look after round 4, the last one planned: 0 of 1 comparisons decided; this was the last look" in err

    # Measured later, the missing pairs come after the last look.
    place.scenario({"rules": [by_seed("double", DOUBLE, 2), by_seed("greet", GREET, "bye")]})
    place.measure("--stop-when-decided")
    assert stopping(place)["looks"][-1] == last
    out, _ = place.run("compare", place.results, expect=5)
    assert "the last planned look was taken at 6 pairs" in " ".join(out.split())


def test_cells_that_did_not_run_put_off_the_last_look(workplace):
    place = workplace({"exit_at_start": {"code": 1}}, model_ids=("a", "b"), iterations=8, rounds=4, baseline="a")
    _, err = place.measure("--stop-when-decided", expect=4)
    assert stopping(place)["looks"][-1]["reason"] == "go_on" and "this was not the last look" in err
    place.scenario({"rules": [by_seed("double", DOUBLE, 2), by_seed("greet", GREET, "bye")]})
    _, err = place.measure("--stop-when-decided")
    last = stopping(place)["looks"][-1]
    assert last["reason"] == "n_max" and last["comparisons"][0]["n"] == 8 and "this was the last look" in err


def test_results_that_may_have_been_seen_are_no_beginning(workplace):
    place = workplace(model_ids=("a", "b"), baseline="a")
    place.measure()
    _, err = place.measure("--stop-when-decided", expect=2)
    assert "begun without it" in err and "--out" in err


def test_a_part_of_the_run_is_not_looked_at(workplace):
    place = workplace(model_ids=("a", "b"), baseline="a")
    _, err = place.measure("--stop-when-decided", "--model", "a", expect=2)
    assert "--model" in err and not (place.folder / "results").exists()


def test_power_is_told_from_assumptions_and_from_a_pilot(workplace):
    place = workplace(model_ids=("a", "b"), baseline="a", iterations=15, rounds=5)
    got = json.loads(place.run("plan", "e2e.json", "--power", "--assume", "0.9,0.5", "--json")[0])["power"]
    # Two tasks of 50 points: sd of a score sqrt(50^2 (.09 + .25)) = 29.15, of a difference 41.23.
    assert abs(got["expected"]["sd"] - 41.23) < 0.01 and got["comparisons"] == 1 and got["warning"]
    rows = [f"{model},{i},{100 - (i * (7 if model == 'x' else 3)) % 5}" for model in "xy" for i in range(1, 11)]
    (place.folder / "pilot.csv").write_text("\n".join(["model,iteration,score", *rows]) + "\n")
    text = place.run("plan", "e2e.json", "--power", "--pilot", "pilot.csv", "--difference", "5")[0]
    assert "pilot.csv (10 pairs)" in text and "finds a difference of 5 points" in text and "warning" not in text
    shares = [f"{model},{i},{1 - (i * (7 if model == 'x' else 3)) % 5 / 100}" for model in "xy" for i in range(1, 11)]
    (place.folder / "shares.csv").write_text("\n".join(["model,iteration,score", *shares]) + "\n")
    _, err = place.run("plan", "e2e.json", "--power", "--pilot", "shares.csv", expect=2)
    assert "--scale N" in err
    scaled = place.run("plan", "e2e.json", "--power", "--pilot", "shares.csv", "--scale", "1", "--difference", "5")[0]
    assert scaled.replace("shares.csv", "pilot.csv") == text
    few = place.run("plan", "e2e.json", "--power", "--assume", "0.99", "--difference", "80", "--iterations", "5")[0]
    [finds] = [line for line in few.splitlines() if "finds a difference of 80 points" in line]
    assert " 0 % " in finds and "takes 6 iterations" in finds
    _, err = place.run("plan", "e2e.json", "--power", "--assume", "0.9,0.5,0.1", expect=2)
    assert "3 pass rates for the 2 tasks" in err


def test_power_is_that_of_the_selected_models(workplace):
    place = workplace(model_ids=("a", "b", "c"), baseline="a", iterations=15, rounds=5)
    power = lambda *only: json.loads(place.run("plan", "e2e.json", "--power", "--assume", "0.9", "--json", *only)[0])["power"]
    assert power()["comparisons"] == 2
    assert power("--model", "a", "--model", "b")["comparisons"] == 1
    rows = [f"{m},{i},{100 - (i * k) % 7}" for m, k in (("a", 1), ("b", 2), ("c", 30)) for i in range(1, 11)]
    (place.folder / "pilot.csv").write_text("\n".join(["model,iteration,score", *rows]) + "\n")
    text = place.run("plan", "e2e.json", "--power", "--pilot", "pilot.csv", "--model", "b")[0]
    assert "b against a in pilot.csv" in text
