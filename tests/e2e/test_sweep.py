"""`quantladder sweep`: candidates are planned, made once by the real llama-quantize, measured, and told of; what fails leaves
nothing that counts."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from harness import FAKE_SERVER, HERE, PATIENCE_S, ROOT, wait_until

FAKES = ROOT / "tests/fakes/llama.cpp"
RECIPES = [{"id": "q8_0", "type": "Q8_0"}, {"id": "q4_0", "type": "Q4_0"},
           {"id": "mix", "type": "Q8_0", "tensor_types": [{"tensors": "attn_.*", "type": "mxfp4"}]}]


@pytest.fixture(scope="module")
def floats(tmp_path_factory):
    """A model in floats whose rows are long enough for every type."""
    file = tmp_path_factory.mktemp("source") / "tiny-F16.gguf"
    subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", file, "--wide"], check=True)
    return file


@pytest.fixture
def sweep(workplace, floats):
    place = workplace(suites=[{"suite": str(HERE / "fidelity")}],
                      server={"binary": str(FAKE_SERVER), "ctx": 512, "tools": str(FAKES)})
    for key in ("suite", "models", "baseline"):
        place.config.pop(key, None)
    place.config["sweep"] = {"from": str(floats), "recipes": "recipes.json"}
    place.made = place.folder / "cache" / "made"
    place.variables.update(QUANTLADDER_CACHE=str(place.folder / "cache"),
                           QL_FAKE_QUANTIZE=str(place.folder / "quantize.json"),
                           QL_FAKE_PERPLEXITY=str(place.folder / "perplexity.json"))
    place.recipes = lambda recipes: (place.folder / "recipes.json").write_text(json.dumps({"recipes": recipes}))
    place.quantize = lambda scenario: (place.folder / "quantize.json").write_text(json.dumps(scenario))
    place.count_made = lambda: (place.folder / "quantize.json.made").read_text().split()
    (place.folder / "perplexity.json").write_text("{}")
    place.recipes(RECIPES)
    place.quantize({})
    place.save()
    return place


def leftovers(place):
    return sorted(file.name for file in place.made.glob("*") if file.suffix not in (".gguf", ".json", ".lock"))


def test_candidates_are_planned_made_and_measured(sweep):
    plan = json.loads(sweep.run("plan", "e2e.json", "--json")[0])
    assert [each["id"] for each in plan["sweep"]["candidates"]] == ["q8_0", "q4_0", "mix"]
    assert plan["to_run"] == 3 * 2 and not sweep.made.exists()
    predicted = {each["id"]: each["bytes"] for each in plan["sweep"]["candidates"]}
    out, err = sweep.measure()
    assert sorted(sweep.count_made()) == ["Q4_0", "Q8_0", "Q8_0"]
    models = {model["id"]: model for model in sweep.summary()["models"]}
    for name, size in predicted.items():
        assert models[name]["file_bytes"] == pytest.approx(size, rel=1e-3)
    assert models["mix"]["approach"] == "Q8_0: attn_.* mxfp4" and "fp4-outside-experts" in out
    assert {record["baseline"]["model"] for record in sweep.records()} == {"source"}
    assert "KLD to source" in out
    out, _ = sweep.run("recommend", sweep.results, "--max-size", "1")
    chosen = json.loads(sweep.run("recommend", sweep.results, "--max-size", "1", "--json")[0])
    assert f"Makes {chosen['model']}:" in out and chosen["make_command"][:1] == ["llama-quantize"]
    subprocess.run(chosen["make_command"], cwd=sweep.folder, check=True, capture_output=True)
    made = json.loads(sweep.run("cache", "--json")[0])["made"]
    file = next(each["file"] for each in made if each["recipe"] == chosen["model"])
    assert (sweep.folder / f"{chosen['model']}.gguf").stat().st_size == os.path.getsize(file)
    assert leftovers(sweep) == []
    _, err = sweep.measure()
    assert len(sweep.count_made()) == 3 and "0 cells to run" in err


def test_the_command_line_stands_for_a_configuration(sweep, floats):
    out, _ = sweep.run("sweep", str(floats), "--recipes", "recipes.json", "--suite", str(HERE / "fidelity"), "--dry-run")
    assert "to be made" in out and "mix" in out
    text = json.dumps({"recipes": [{"id": "a", "type": "Q8_0"}]})
    (sweep.folder / "own.json").write_text(text)
    sweep.put_on_path("llama-server", FAKE_SERVER)
    sweep.put_on_path("llama-perplexity", FAKES / "llama-perplexity")
    sweep.put_on_path("llama-quantize", FAKES / "llama-quantize")
    out, err = sweep.run("sweep", str(floats), "--recipes", "own.json", "--suite", str(HERE / "fidelity"), "--out", "there")
    assert "KLD to source" in out
    assert json.loads((sweep.folder / "there/config.json").read_text())["sweep"]["from"] == str(floats)


def test_one_candidate_that_fails_is_left_out_and_the_others_go_on(sweep):
    sweep.quantize({"Q4_0": {"exit": 1, "says": "disk full"}})
    out, err = sweep.measure(expect=4)
    assert "q4_0: it was not made: llama-quantize: exit code 1" in err and "disk full" in err
    assert {model["id"] for model in sweep.summary()["models"]} == {"q8_0", "mix"} and leftovers(sweep) == []
    sweep.quantize({})
    sweep.measure()
    assert {model["id"] for model in sweep.summary()["models"]} == {"q8_0", "q4_0", "mix"}
    assert sweep.count_made().count("Q8_0") == 2, "made once each"


@pytest.mark.parametrize("fault, words", [({"kill": True}, "signal 9"), ({"cut": 64}, "not what it announced"),
                                          ({"as": "Q5_0"}, "the dry run said Q4_0")])
def test_a_file_that_is_not_what_was_planned_does_not_count(sweep, fault, words):
    sweep.recipes(RECIPES[1:2])
    sweep.quantize({"Q4_0": fault})
    _, err = sweep.measure(expect=2)
    assert words in err and "no candidate is left" in err
    assert not list(sweep.made.glob("*.gguf")) and leftovers(sweep) == []


@pytest.mark.parametrize("recipe, words", [
    ({"type": "Q9_0"}, "recipe a: llama-quantize makes no Q9_0"),
    ({"type": "Q8_0", "tensor_types": [{"tensors": "nothing", "type": "q8_0"}]}, "has a name with 'nothing'"),
    ({"type": "Q8_0", "tensor_types": [{"tensors": "(", "type": "q8_0"}]}, "is no regular expression"),
    ({"type": "IQ2_XXS"}, "is not made without an importance matrix"),
])
def test_a_recipe_that_means_nothing_ends_in_one_line(sweep, recipe, words):
    sweep.recipes([{"id": "a", **recipe}])
    _, err = sweep.measure(expect=2)
    assert words in err and len(err.strip().splitlines()) == 1 and not sweep.made.exists()


def test_sources_and_limits_are_checked_before_anything_is_made(sweep, floats):
    sweep.config["sweep"]["max_size_gib"] = 0.000001
    sweep.save()
    assert "no candidate is left" in sweep.measure(expect=2)[1]
    sweep.config["sweep"].update(max_size_gib=1, budget_gib=0.000001)
    sweep.save()
    assert "raise it" in sweep.measure(expect=2)[1]
    sweep.config["sweep"].pop("budget_gib")
    sweep.config["models"] = []
    sweep.save()
    assert "leave one of the two out" in sweep.measure(expect=2)[1]
    sweep.config.pop("models")
    sweep.save()
    sweep.measure()
    made = next(file for file in sweep.made.glob("*.gguf"))
    sweep.config["sweep"]["from"] = str(made)
    sweep.save(name="again")
    assert "what is made of a quantized file" in sweep.measure(expect=2)[1]
    assert not list(sweep.folder.glob("results/again*"))


@pytest.fixture
def screened(sweep):
    """`mix` is farther off than the smaller q4_0, and no faster."""
    sweep.config["suites"] = [{"suite": str(HERE / "fidelity"), "blocks": 2}, str(HERE / "speed")]
    sweep.save()
    plan = json.loads(sweep.run("plan", "e2e.json", "--json")[0])
    names = {each["id"]: os.path.basename(each["file"]) for each in plan["sweep"]["candidates"]}
    far = {"q8_0": 0.02, "q4_0": 0.05, "mix": 0.5}
    sweep.variables.update(QL_FAKE_BENCH=str(sweep.folder / "bench.json"))
    (sweep.folder / "bench.json").write_text(json.dumps({"jitter": 0.002}))

    def play(**all_models):
        models = {names[name]: {"disturb": far[name], **all_models} for name in far}
        (sweep.folder / "perplexity.json").write_text(json.dumps({"models": models}))

    sweep.play = play
    play()
    return sweep


def dropped_in(folder):
    looks = json.loads((folder / "screening.json").read_text())["looks"]
    return [(look["stage"], each["model"], each["by"]) for look in looks for each in look["dropped"]]


def cells_of(records):
    return sorted((record["model"], record["item"], record["iteration"]) for record in records
                  if record["outcome"] == "measured")


def test_killed_at_any_moment_the_sweep_goes_on_where_it_was(screened):
    sweep = screened
    sweep.measure("--out", "whole")
    whole = cells_of(sweep.records(sweep.folder / "whole"))
    assert dropped_in(sweep.folder / "whole") == [("speed", "mix", "q4_0")]
    assert len(whole) == 2 * 2 * 2 + 2 + 3 * 2 * 3, "two blocks of two domains, one of them for mix, and two starts"
    shutil.rmtree(sweep.folder / "cache")
    (sweep.folder / "quantize.json.made").unlink()
    sweep.quantize({kind: {"wait_s": 0.3} for kind in ("Q8_0", "Q4_0")})
    sweep.play(chunk_s=0.05)
    chance = random.Random(7)
    for _ in range(10):
        process = sweep.start("run", "e2e.json", "--out", "killed")
        time.sleep(chance.uniform(0.1, 1.5))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
    sweep.measure("--out", "killed")
    records = sweep.records(sweep.folder / "killed")
    assert cells_of(records) == whole, "the same cells, none twice"
    assert dropped_in(sweep.folder / "killed") == dropped_in(sweep.folder / "whole")
    assert len(list(sweep.made.glob("*.gguf"))) == 3 == len(list(sweep.made.glob("*.json")))
    count = len(sweep.count_made())
    _, err = sweep.measure("--out", "killed")
    assert len(sweep.count_made()) == count and "0 cells to run" in err


def test_a_new_recipe_makes_and_measures_only_itself(sweep):
    sweep.measure()
    sweep.recipes([*RECIPES, {"id": "q5_0", "type": "Q5_0"}])
    sweep.measure()
    assert len(sweep.count_made()) == 4 and len(sweep.records()) == 4 * 2


def test_two_runs_at_once_make_each_file_once(sweep):
    sweep.quantize({kind: {"wait_s": 0.5} for kind in ("Q8_0", "Q4_0")})
    both = [sweep.start("run", "e2e.json", "--out", out) for out in ("one", "other")]
    for process in both:
        assert process.wait(timeout=PATIENCE_S) == 0
    assert len(sweep.count_made()) == 3
