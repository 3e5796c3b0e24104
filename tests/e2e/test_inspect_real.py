"""`quantladder inspect` beside llama.cpp: what its loader counts, and no warning on what llama-quantize itself makes."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from harness import PROGRAM, ROOT

CACHE = pathlib.Path(os.environ.get("QUANTLADDER_CACHE") or
                     pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "quantladder")
MODELS = pathlib.Path(os.environ.get("MODELS", CACHE / "models"))


def program(name):
    found = shutil.which(name)
    assert found, f"{name} is not on PATH: run scripts/test"
    return found


def quantize(*arguments):
    done = subprocess.run([program("llama-quantize"), *map(str, arguments)], capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def presets():
    """Every type that the program offers, aliases left out."""
    _, text = quantize("--help")
    return [name for name, rest in re.findall(r"^ +\d+ +or +(\w+) +:(.*)", text, re.M) if "alias" not in rest]


def counted_by_the_loader(file):
    _, text = quantize("--dry-run", file, file.with_suffix(".none"), "COPY")
    return {name.upper(): int(count) for name, count in re.findall(r"- type +(\w+): +(\d+) tensors", text)}


def inspect(file):
    done = subprocess.run([PROGRAM, "inspect", "--json", file], capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def assert_agrees(file):
    facts = inspect(file)
    assert facts["tensor_types"] == counted_by_the_loader(file), file.name
    above_a_note = [each for each in facts["anatomy"]["findings"] if each["severity"] != "note"]
    return above_a_note


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A model and an importance matrix for it: some types are not made without."""
    folder = tmp_path_factory.mktemp("tiny")
    subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", folder / "tiny.gguf", "--wide"],
                   check=True)
    (folder / "text.txt").write_text("The quick brown fox jumps over the lazy dog. " * 60)
    subprocess.run([program("llama-imatrix"), "-m", folder / "tiny.gguf", "-f", folder / "text.txt", "-o",
                    folder / "imatrix.gguf", "-c", "128", "-t", "1"], check=True, capture_output=True, timeout=600)
    return folder / "tiny.gguf"


def test_every_preset_of_the_tiny_model_is_counted_as_by_the_loader_and_has_no_warning(tiny):
    assert len(presets()) > 30
    for preset in presets():
        out = tiny.with_name(f"{preset}.gguf")
        status, text = quantize("--imatrix", tiny.with_name("imatrix.gguf"), tiny, out, preset, 1)
        assert status == 0, text
        assert assert_agrees(out) == [], preset


def test_the_files_of_the_demo_are_counted_as_by_the_loader():
    found = {file.name: [each["id"] for each in assert_agrees(file)] for file in sorted(MODELS.glob("gemma-3-270m-*.gguf"))}
    assert found["gemma-3-270m-Q4_K_M.gguf"] == [] and found["gemma-3-270m-Q8_0.gguf"] == []
    assert found["gemma-3-270m-Q4_0.gguf"] == ["tied-embedding-low"]


def test_attention_in_four_bit_floats_by_mistake_is_found(tiny):
    out = tiny.with_name("mistake.gguf")
    status, text = quantize("--tensor-type", "attn_.*=mxfp4", tiny, out, "Q8_0", 1)
    assert status == 0, text
    assert {"fp4-outside-experts", "role-below-nominal"} <= {each["id"] for each in inspect(out)["anatomy"]["findings"]}
