"""`quantladder sweep`: candidates are planned, made once by the real llama-quantize, measured, and told of; what fails leaves
nothing that counts."""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading
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


FAR = {"q8_0": 0.02, "q4_0": 0.05, "mix": 0.5}


def put_apart(place, plan, **all_models):
    """Of the candidates, q8_0 is nearest to the source and `mix` farthest."""
    names = {each["id"]: os.path.basename(each["file"]) for each in plan["sweep"]["candidates"]}
    models = {names[name]: {"disturb": far, **all_models} for name, far in FAR.items() if name in names}
    (place.folder / "perplexity.json").write_text(json.dumps({"models": models}))


def test_candidates_are_planned_made_and_measured(sweep):
    plan = json.loads(sweep.run("plan", "e2e.json", "--json")[0])
    assert [each["id"] for each in plan["sweep"]["candidates"]] == ["q8_0", "q4_0", "mix"]
    assert plan["to_run"] == 3 * 2 and not sweep.made.exists()
    predicted = {each["id"]: each["bytes"] for each in plan["sweep"]["candidates"]}
    put_apart(sweep, plan)
    out, err = sweep.measure()
    assert sorted(sweep.count_made()) == ["Q4_0", "Q8_0", "Q8_0"]
    models = {model["id"]: model for model in sweep.summary()["models"]}
    for name, size in predicted.items():
        assert models[name]["file_bytes"] == pytest.approx(size, rel=1e-3)
    assert models["mix"]["approach"] == "Q8_0: attn_.* mxfp4" and "fp4-outside-experts" in out
    assert {record["baseline"]["model"] for record in sweep.records()} == {"source"}
    assert "KLD to source" in (sweep.results / "report.md").read_text()
    out, _ = sweep.run("recommend", sweep.results, "--max-size", "1")
    chosen = json.loads(sweep.run("recommend", sweep.results, "--max-size", "1", "--json")[0])
    [command] = chosen["make_commands"]
    assert f"Makes {chosen['model']}:" in out and command[:1] == ["llama-quantize"]
    subprocess.run(command, cwd=sweep.folder, check=True, capture_output=True)
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
    assert "KLD to source" in (sweep.folder / "there/report.md").read_text()
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
    sweep.variables.update(QL_FAKE_BENCH=str(sweep.folder / "bench.json"))
    (sweep.folder / "bench.json").write_text(json.dumps({"jitter": 0.002}))

    sweep.play = lambda **all_models: put_apart(sweep, plan, **all_models)
    sweep.play()
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


class Watch:
    """How many made files there were at most while it watched."""
    def __init__(self, folder):
        self.most, self.folder, self.ends = 0, folder, threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.ends.wait(0.01):
            self.most = max(self.most, len(list(self.folder.glob("*.gguf"))))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()


def figures_of(folder):
    return [{key: model.get(key) for key in ("id", "file_bytes", "gguf_sha256", "kld", "findings")}
            for model in json.loads((folder / "summary.json").read_text())["models"]]


def test_one_file_at_a_time_measures_the_same(screened):
    sweep = screened
    sweep.measure("--out", "whole")
    shutil.rmtree(sweep.folder / "cache")
    (sweep.folder / "quantize.json.made").unlink()
    sweep.config["sweep"]["keep"] = "none"
    sweep.save()
    out, _ = sweep.run("plan", "e2e.json")
    assert "One file at a time" in out and "up to 5 times" in " ".join(out.split())
    with Watch(sweep.made) as watch:
        _, err = sweep.measure("--out", "one")
    assert watch.most == 1 and "making q4_0 (0.00 GiB) again" in err
    assert not list(sweep.made.glob("*.gguf")) and len(list(sweep.made.glob("*.header"))) == 3
    assert cells_of(sweep.records(sweep.folder / "one")) == cells_of(sweep.records(sweep.folder / "whole"))
    assert figures_of(sweep.folder / "one") == figures_of(sweep.folder / "whole")
    count = len(sweep.count_made())
    assert 3 < count <= 3 * 5
    _, err = sweep.measure("--out", "one")
    assert len(sweep.count_made()) == count and "0 cells to run" in err, "what is measured needs no file"
    made = json.loads(sweep.run("cache", "--json")[0])["made"]
    assert len(made) == 3 and all(each["recipe"] for each in made)


def test_killed_with_one_file_at_a_time_the_sweep_goes_on(screened):
    sweep = screened
    sweep.measure("--out", "whole")
    shutil.rmtree(sweep.folder / "cache")
    sweep.config["sweep"]["keep"] = "none"
    sweep.save()
    sweep.play(chunk_s=0.05)
    chance = random.Random(11)
    for _ in range(5):
        process = sweep.start("run", "e2e.json", "--out", "killed")
        time.sleep(chance.uniform(0.3, 1.5))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
    sweep.measure("--out", "killed")
    assert cells_of(sweep.records(sweep.folder / "killed")) == cells_of(sweep.records(sweep.folder / "whole"))
    assert not list(sweep.made.glob("*.gguf"))


def test_the_chosen_file_is_the_one_that_stays(screened):
    sweep = screened
    sweep.measure()
    assert len(list(sweep.made.glob("*.gguf"))) == 3
    sweep.config["sweep"]["keep"] = "chosen"
    sweep.save()
    _, err = sweep.measure()
    assert "Removed the files of mix; " in err and len(list(sweep.made.glob("*.gguf"))) == 2
    count = len(sweep.count_made())
    _, err = sweep.measure()
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


@pytest.fixture
def calibrated(sweep):
    """A sweep that makes an importance matrix of a text, for two of its three recipes."""
    sweep.text = sweep.folder / "texts/calibration.txt"
    sweep.text.parent.mkdir()
    sweep.write_text = lambda start: sweep.text.write_text(
        "".join(f"Line {start + number} is about the weather of day {number}.\n" for number in range(200)))
    sweep.write_text(1000)
    sweep.recipes([{"id": "q8_0", "type": "Q8_0", "imatrix": False}, {"id": "iq3", "type": "IQ3_XXS"},
                   {"id": "iq4", "type": "IQ4_NL"}])
    sweep.config["server"]["threads"] = 1
    sweep.config["sweep"]["imatrix"] = {"text": "texts/calibration.txt", "chunks": 60, "ctx": 64}
    sweep.save()
    return sweep


def manifest_of(place, run=None):
    models = json.loads(((run or place.results) / "manifest.json").read_text())["models"]
    return {entry["model"]["id"]: entry for entry in models}


def test_an_importance_matrix_is_made_of_a_text_once_and_told_of(calibrated):
    plan = json.loads(calibrated.run("plan", "e2e.json", "--json")[0])["sweep"]
    assert plan["imatrix"]["chunks_at_most"] == 60 and not plan["imatrix"]["is_made"] and not calibrated.made.exists()
    out, err = calibrated.measure()
    assert "The importance matrix is made first, of calibration.txt, at most 60 chunks of 64 tokens" in out
    assert " of 60 chunks, about " in err
    assert calibrated.count_made() == ["Q8_0", "imatrix", "IQ3_XXS", "IQ4_NL"] and leftovers(calibrated) == []
    models = {model["id"]: model for model in calibrated.summary()["models"]}
    for planned in plan["candidates"]:
        assert models[planned["id"]]["file_bytes"] == pytest.approx(planned["bytes"], rel=1e-3)
    entries = manifest_of(calibrated)
    assert "imatrix" not in entries["q8_0"]["making"]
    made = entries["iq3"]["making"]["imatrix"]
    assert made["text"] == "calibration.txt" and made["chunks"] == 60 and made["ctx"] == 64 and "version" in made
    assert made["text_sha256"] == hashlib.sha256(calibrated.text.read_bytes()).hexdigest()
    written = entries["iq3"]["gguf"]["anatomy"]["imatrix"]
    assert written["dataset"] == "calibration.txt" and "/" not in written["file"] and written["chunks"] == 60
    assert "thin-imatrix" not in out
    [listed] = json.loads(calibrated.run("cache", "--json")[0])["imatrices"]
    assert listed["text"] == "calibration.txt"
    assert json.loads(calibrated.run("plan", "e2e.json", "--json")[0])["sweep"]["imatrix"]["is_made"]
    _, err = calibrated.measure()
    assert len(calibrated.count_made()) == 4 and "0 cells to run" in err


def test_the_commands_of_a_recommended_file_make_it_again(calibrated):
    calibrated.measure()
    chosen = json.loads(calibrated.run("recommend", calibrated.results, "--max-size", "0.00042", "--json")[0])
    assert chosen["model"] == "iq3" and [command[0] for command in chosen["make_commands"]] == ["llama-imatrix",
                                                                                                 "llama-quantize"]
    for command in chosen["make_commands"]:
        subprocess.run(command, cwd=calibrated.folder, check=True, capture_output=True)
    made = json.loads(calibrated.run("cache", "--json")[0])["made"]
    [file] = [each["file"] for each in made if each["recipe"] == "iq3"]
    assert tensors_of(calibrated.folder / "iq3.gguf") == tensors_of(file)


def tensors_of(file):
    """Its last bytes: the names of texts and matrices stand in the header."""
    return pathlib.Path(file).read_bytes()[-300000:]


def test_another_text_makes_only_what_it_decides(calibrated):
    calibrated.measure("--out", "one")
    calibrated.write_text(5000)
    calibrated.measure("--out", "other")
    assert calibrated.count_made()[4:] == ["imatrix", "IQ3_XXS", "IQ4_NL"]
    one, other = manifest_of(calibrated, calibrated.folder / "one"), manifest_of(calibrated, calibrated.folder / "other")
    assert one["q8_0"]["gguf_sha256"] == other["q8_0"]["gguf_sha256"]
    assert one["iq3"]["making"]["imatrix"] != other["iq3"]["making"]["imatrix"]


@pytest.mark.parametrize("fault, words", [({"kill": True}, "signal 9"), ({"cut": 64}, "its end is missing"),
                                          ({"exit": 1, "says": "no such thing"}, "no such thing")])
def test_a_matrix_that_is_not_made_leaves_out_what_needs_it(calibrated, fault, words):
    calibrated.quantize({"imatrix": fault})
    _, err = calibrated.measure(expect=4)
    assert f"iq3: it was not made: the importance matrix: " in err and words in err
    assert calibrated.count_made() == ["Q8_0", "imatrix"], "it is tried once"
    assert {model["id"] for model in calibrated.summary()["models"]} == {"q8_0"} and leftovers(calibrated) == []
    calibrated.quantize({})
    calibrated.measure()
    assert {model["id"] for model in calibrated.summary()["models"]} == {"q8_0", "iq3", "iq4"}


def test_killed_while_the_matrix_is_made_the_sweep_goes_on(calibrated):
    calibrated.quantize({"imatrix": {"wait_s": 0.5}})
    for _ in range(4):
        process = calibrated.start("run", "e2e.json")
        before = calibrated.count_made().count("imatrix") if (calibrated.folder / "quantize.json.made").exists() else 0
        wait_until(process, lambda: (calibrated.folder / "quantize.json.made").exists()
                   and calibrated.count_made().count("imatrix") > before)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
        assert not list(calibrated.made.glob("imatrix-*.json"))
    calibrated.quantize({})
    calibrated.measure()
    assert len(list(calibrated.made.glob("imatrix-*.gguf"))) == 1 == len(list(calibrated.made.glob("imatrix-*.json")))
    assert {record["outcome"] for record in calibrated.records()} == {"measured"}


def test_two_runs_at_once_make_the_matrix_once(calibrated):
    calibrated.quantize({"imatrix": {"wait_s": 0.5}})
    both = [calibrated.start("run", "e2e.json", "--out", out) for out in ("one", "other")]
    for process in both:
        assert process.wait(timeout=PATIENCE_S) == 0
    assert sorted(calibrated.count_made()) == ["IQ3_XXS", "IQ4_NL", "Q8_0", "imatrix"]


def test_evaluated_text_is_refused_for_the_matrix(calibrated):
    evaluated = (HERE / "fidelity/words.txt").read_text()
    calibrated.text.write_text(calibrated.text.read_text() + evaluated.replace(" ", "\n").upper())
    _, err = calibrated.measure(expect=2)
    assert "calibration.txt: 100.0 % of " in err and "words.txt" in err and len(err.strip().splitlines()) == 1
    assert not calibrated.made.exists()
    calibrated.config["sweep"]["imatrix"] = "given.gguf"
    calibrated.save()
    (calibrated.folder / "given.gguf").touch()
    calibrated.recipes([{"id": "a", "type": "Q8_0", "imatrix": False}])
    assert "cannot be checked" in calibrated.run("plan", "e2e.json")[0]


def test_options_of_the_matrix_that_mean_nothing_end_in_one_line(sweep, floats):
    for options, words in [(("--imatrix", "a", "--imatrix-text", "b"), "excludes"), (("--imatrix-chunks", "3"), "requires"),
                           (("--imatrix-text", "none.txt"), "/sweep/imatrix/text: ")]:
        _, err = sweep.run("sweep", str(floats), "--recipes", "recipes.json", *options, expect=2)
        assert words in err.splitlines()[0]
    (sweep.folder / "text.txt").write_text("some text " * 300)
    for name in ("llama-quantize", "llama-imatrix"):
        sweep.put_on_path(name, FAKES / name)
    out, _ = sweep.run("sweep", str(floats), "--recipes", "recipes.json", "--suite", str(HERE / "fidelity"),
                       "--imatrix-text", "text.txt", "--imatrix-chunks", "3", "--dry-run")
    assert "text.txt, at most 3 chunks of 512 tokens" in out and "from only 3 chunks" in out
