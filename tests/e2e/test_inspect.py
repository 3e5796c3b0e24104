"""`quantladder inspect`: what is in a file, what is odd about it, and what differs in another."""
import json
import subprocess
import sys

import pytest

from harness import PROGRAM, ROOT, Workplace


@pytest.fixture
def tiny(tmp_path):
    file = tmp_path / "tiny.gguf"
    subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", file], check=True)
    return file


def inspect(*arguments, expect=0):
    done = subprocess.run([PROGRAM, "inspect", *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout, done.stderr


def without_an_end(file):
    """A copy whose end of text is a token that there is not."""
    data = file.read_bytes()
    key = b"tokenizer.ggml.eos_token_id" + b"\x04\0\0\0"
    at = data.index(key) + len(key)
    other = file.with_name("endless.gguf")
    other.write_bytes(data[:at] + (9999).to_bytes(4, "little") + data[at + 4:])
    return other


def test_a_sound_file_is_described(tiny):
    out, err = inspect(tiny)
    assert "Nothing odd was found" in out and err == ""
    assert "llama" in out and "262 tokens" in out and "attention q" in out and "32.00 in each layer" in out


def test_an_odd_file_ends_with_one(tiny):
    out, _ = inspect(without_an_end(tiny), expect=1)
    assert "1 warning" in out and "no-stop" in out and "token 9999 of 262" in out


def test_json_has_all_of_it(tiny):
    facts = json.loads(inspect(tiny, "--json")[0])
    assert facts["architecture"] == "llama" and facts["tensor_types"] == {"F32": 21}
    anatomy = facts["anatomy"]
    assert anatomy["in_words"] == "F32" and anatomy["findings"] == [] and len(anatomy["by_layer"]) == 2


def test_two_files_are_compared(tiny):
    other = without_an_end(tiny)
    out, _ = inspect(tiny, other, expect=1)
    assert "21 tensors have the same name, shape and type." in out and "tokenizer.ggml.eos_token_id" in out
    out, _ = inspect(tiny, other, "--deep", expect=1)
    assert "21 of them the same data" in out and "same-tensors" in out
    difference = json.loads(inspect(tiny, other, "--json", expect=1)[0])["difference"]
    assert difference["metadata"] == [{"name": "tokenizer.ggml.eos_token_id", "a": "259", "b": "9999"}]


def test_what_is_no_model_ends_with_two_and_one_line(tiny, tmp_path):
    (tmp_path / "text.gguf").write_text("not this one")
    (tmp_path / "cut.gguf").write_bytes(tiny.read_bytes()[:500])
    for name, problem in {"text.gguf": "not a GGUF file", "cut.gguf": "cut short", "none.gguf": "No such file"}.items():
        out, err = inspect(tmp_path / name, expect=2)
        assert out == "" and err.count("\n") == 1 and problem in err and name in err


def test_data_that_were_not_downloaded_are_an_error_of_the_file(tiny):
    tiny.write_bytes(tiny.read_bytes()[:-100])
    out, _ = inspect(tiny, "--deep", expect=1)
    assert "1 error" in out and "beyond-file" in out


def test_deep_finds_a_weight_that_is_no_number(tiny):
    data = tiny.read_bytes()
    tiny.write_bytes(data[:-4] + b"\xff\xff\xff\x7f")
    assert "Nothing odd" in inspect(tiny)[0]
    assert "nan-scales" in inspect(tiny, "--deep", expect=1)[0]


def test_plan_run_and_report_tell_what_is_odd(tmp_path):
    place = Workplace(tmp_path)
    odd = without_an_end(tmp_path / "model.gguf")
    place.save(models=[{"id": "a", "file": str(odd)}])
    line = "a: warning no-stop: The end of a text is token 9999 of 262"
    assert line in place.run("plan", "e2e.json")[0]
    out, err = place.measure()
    assert line in err and line in " ".join(out.split())
    facts = json.loads((place.results / "manifest.json").read_text())["models"][0]["gguf"]
    assert facts["anatomy"]["findings"][0]["id"] == "no-stop"
    assert "| F32 |" in (place.results / "report.md").read_text(), "the approach that no configuration names"


def test_names_of_tensors_cannot_write_to_the_terminal(tiny):
    """A name that would clear the screen, of a type that no program knows."""
    data = tiny.read_bytes()
    name = b"blk.1.ffn_down.weight"
    at = data.index(name)
    data = data[:at] + b"\x1b[2J" + name[4:] + data[at + len(name):]
    kind = at + len(name) + 4 + 2 * 8
    tiny.write_bytes(data[:kind] + (250).to_bytes(4, "little") + data[kind + 4:])
    out, _ = inspect(tiny)
    assert "fork-type" in out and "\x1b" not in out
