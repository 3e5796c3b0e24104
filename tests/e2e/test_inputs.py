"""What a user may get wrong: one line that names file, place and remedy, the documented exit code, and nothing lost."""
import json
import os
import shutil
import subprocess

from harness import FAKE_SERVER, SUITE


def test_bad_input_is_one_line_with_file_place_and_remedy(workplace):
    place = workplace()
    place.save(itterations=3)
    _, err = place.measure(expect=2)
    assert "e2e.json" in err and "/itterations" in err and "iterations" in err and len(err.splitlines()) == 1
    place.run("run", "not_there.json", expect=2)
    place.run("run", "e2e.json", "--no-such-flag", expect=2)
    del place.config["itterations"]
    place.save()
    _, err = place.measure("--model", "zzz", expect=2)
    assert "there are: a" in err


def test_a_file_that_is_not_what_was_promised_is_refused(workplace):
    place = workplace()
    place.config["models"][0]["sha256"] = "0" * 64
    place.save()
    _, err = place.measure(expect=2)
    assert "sha256" in err and "download it again" in err
    (place.folder / "model.gguf").write_bytes((place.folder / "model.gguf").read_bytes()[:5000])
    _, err = place.measure(expect=2)
    assert "model.gguf" in err


def test_what_the_user_named_and_is_not_there_is_a_usage_error(workplace):
    place = workplace()
    for arguments in (["run", "x.json"], ["run", "x.gguf"], ["plan", "x.json"], ["report", "x"], ["extract", "x.md"],
                      ["judge", "--task", f"{SUITE}/double", "--reply", "x.md"],
                      ["judge", "--task", f"{SUITE}/double", "--solution", "x.py"],
                      ["judge", "--tests", "test_x.py", "--module", "m", "--solution", "x.py"]):
        _, err = place.run(*arguments, expect=2)
        assert "x" in err and len(err.splitlines()) == 1, arguments


def test_a_variable_or_suite_that_is_missing_is_named_with_its_key(workplace):
    place = workplace()
    place.config["models"][0]["file"] = "${QL_NOT_SET_ANYWHERE}/a.gguf"
    place.save()
    assert "e2e.json: /models/0/file: " in place.measure(expect=2)[1]
    place.save(suite="no-such-suite", models=[{"id": "a", "file": "model.gguf"}])
    assert "e2e.json: /suite: " in place.measure(expect=2)[1]


def test_a_damaged_file_of_a_run_is_named_with_a_remedy(workplace):
    place = workplace()
    place.measure()
    record = sorted(place.results.glob("a/records/*/*.json"))[0]
    whole = record.read_text()
    record.write_text(whole[: len(whole) // 2])
    _, err = place.run("report", place.results, expect=3)
    assert str(record) in err and "move it out" in err and len(err.splitlines()) == 1
    record.write_text(whole.replace('"schema": 2', '"schema": 99'))
    _, err = place.run("report", place.results, expect=3)
    assert "schema 99" in err
    record.write_text(whole)
    start = next(place.results.glob("a/servers/start_01.json"))
    start.write_text("")
    _, err = place.run("report", place.results, expect=3)
    assert str(start) in err


def test_output_that_cannot_be_written_is_no_success(workplace):
    place = workplace()
    place.measure()
    with open("/dev/full", "w") as full:
        done = subprocess.run([place.program, "report", place.results], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3 and "bug" not in done.stderr


def test_an_empty_name_is_no_default(workplace):
    place = workplace()
    for command in (["run", "e2e.json"], ["plan", "e2e.json"], ["import", "table.csv"]):
        _, err = place.run(*command, "--out", "", expect=2)
        assert "--out" in err and "variable" in err


def test_what_would_end_every_answer_is_refused(workplace):
    place = workplace()
    place.save(sampling={"profile": "instruct", "max_tokens": 100, "stop": [""]})
    _, err = place.measure(expect=2)
    assert "e2e.json: /sampling/stop: " in err and not place.asked()


def test_a_field_of_ours_is_refused_where_it_is_said(workplace):
    place = workplace()
    place.save(sampling={"profile": "instruct", "max_tokens": 100, "request_extra": {"seed": 1}})
    _, err = place.measure(expect=2)
    assert "e2e.json: /sampling/request_extra: " in err


def test_a_number_that_nothing_holds_is_told_in_plain_words(workplace):
    place = workplace()
    text = (place.folder / "e2e.json").read_text()
    (place.folder / "e2e.json").write_text(text.replace('"iterations": 2', '"iterations": 1e400'))
    _, err = place.measure(expect=2)
    assert "e2e.json" in err and "1e400" in err and "exception" not in err


def test_a_status_line_is_only_drawn_on_a_terminal_that_knows_how(workplace):
    place = workplace()
    for kind, escapes in (("dumb", False), ("xterm", True)):
        place.variables["TERM"] = kind
        shown, terminal = os.openpty()
        done = subprocess.Popen([place.program, "run", "e2e.json", "--out", kind], cwd=place.folder,
                                env=place.environment(), stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal)
        os.close(terminal)
        text = b""
        try:
            while block := os.read(shown, 65536):
                text += block
        except OSError:  # how a terminal ends
            pass
        os.close(shown)
        assert done.wait(timeout=60) == 0 and (b"\x1b" in text) == escapes


def test_an_unknown_command_is_named(workplace):
    place = workplace()
    _, err = place.run("rum", expect=2)
    assert 'unknown command "rum"; did you mean "run"?' in err
    _, err = place.run("run", expect=2)
    assert "CONFIG | A.gguf" in err and "inputs" not in err


def test_a_name_that_no_record_could_hold_is_refused(workplace):
    place = workplace()
    for arguments in (["plan", b"latin\xe9.gguf"], ["run", "e2e.json", "--out", b"r\xe9"], ["doctor", b"x\xe9.json"]):
        process = subprocess.run([place.program, *arguments], cwd=place.folder, env=place.environment(),
                                 capture_output=True)
        assert process.returncode == 2 and b"not UTF-8" in process.stderr
    assert not (place.folder / "results").exists()


def test_json_that_is_nested_beyond_sense_is_refused(workplace):
    place = workplace()
    text = json.dumps(place.config)[:-1] + ', "profiles": ' + "[" * 100_000 + "]" * 100_000 + "}"
    (place.folder / "e2e.json").write_text(text)
    _, err = place.run("plan", "e2e.json", expect=2)
    assert "levels deep" in err


def test_a_configuration_by_another_name_than_json_is_told_apart(workplace):
    place = workplace()
    shutil.copy(place.folder / "e2e.json", place.folder / "e2e.yaml")
    _, err = place.run("plan", "e2e.yaml", expect=2)
    assert "e2e.yaml: not a GGUF file" in err and ".json" in err


def test_a_model_file_that_is_missing_is_named_with_its_model(workplace):
    place = workplace()
    place.config["models"][0]["file"] = "nowhere.gguf"
    place.save()
    _, err = place.run("plan", "e2e.json", expect=2)
    assert "e2e.json: model a:" in err and "nowhere.gguf" in err


def test_a_folder_where_a_file_belongs_is_a_usage_error(workplace):
    place = workplace()
    _, err = place.run("extract", place.folder, expect=2)
    assert "a folder" in err
    _, err = place.run("judge", "--tests", place.folder, "--solution", "x.py", expect=2)
    assert "a folder" in err


def test_a_program_that_is_no_llama_server_is_found_out_before_anything_runs(workplace):
    place = workplace()
    place.save(server={"binary": "/bin/true", "ctx": 512})
    _, err = place.measure(expect=3)
    assert "/bin/true" in err and "version" in err and not (place.folder / "results").exists()
    checks = json.loads(place.run("doctor", "e2e.json", "--json", expect=3)[0])
    assert [check["health"] for check in checks if check["check"] == "llama-server"] == ["BAD"]


def test_another_name_on_the_same_folder_is_another_run(workplace):
    place = workplace()
    place.measure("--out", "mine")
    place.save(name="other")
    _, err = place.measure("--out", "mine", expect=2)
    assert "/name: e2e -> other" in err


def test_an_imported_run_has_nothing_to_judge_again(workplace):
    place = workplace()
    rows = "".join(f"{model},{iteration},{10 * iteration}\n" for model in "ab" for iteration in (1, 2))
    (place.folder / "scores.csv").write_text("model,iteration,score\n" + rows)
    place.run("import", "scores.csv", "--out", "imported")
    _, err = place.run("rescore", "imported", expect=2)
    assert "scores.csv" in err and "no replies" in err


def trained_for(tokens, file):
    """The tiny model with another context in its header."""
    content = bytearray(file.read_bytes())
    at = content.index(b"llama.context_length") + len(b"llama.context_length") + 4
    content[at:at + 4] = tokens.to_bytes(4, "little")
    file.write_bytes(content)


def test_a_context_beyond_the_trained_one_is_refused_before_a_server_starts(workplace):
    place = workplace()
    trained_for(256, place.folder / "model.gguf")
    for command in ("plan", "run"):
        _, err = place.run(command, "e2e.json", expect=2)
        assert "e2e.json: model a: ctx 512" in err and "256 tokens" in err and "extra_args" in err
    assert not (place.folder / "fake_state.json").exists() and not (place.folder / "results").exists()


def test_compared_files_get_the_context_they_were_trained_for_and_it_is_said(workplace):
    place = workplace()
    place.put_on_path("llama-server", FAKE_SERVER)
    trained_for(4096, place.folder / "model.gguf")
    out, _ = place.run("plan", "model.gguf")
    assert "max_tokens 2048, ctx 4096 per slot" in out
    assert out.count("ctx is 4096 instead of 16384: model.gguf was trained for 4096 tokens of context") == 1


def test_a_run_without_stdout_and_stderr_measures_all_the_same(workplace):
    place = workplace()
    done = subprocess.run(["sh", "-c", f"exec '{place.program}' run e2e.json >&- 2>&-"], cwd=place.folder,
                          env=place.environment(), stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0
    assert (place.results / "report.md").exists()


def test_a_working_folder_that_is_gone_is_said_to_be_gone(workplace):
    place = workplace()
    (place.folder / "gone").mkdir()
    done = subprocess.run(["sh", "-c", f"cd gone && rmdir ../gone && exec '{place.program}' plan x.json"],
                          cwd=place.folder, env=place.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "the working folder is not there any more" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_program_of_another_dialect_is_given_only_what_its_help_lists(workplace):
    place = workplace()
    program = place.folder / "other-server"
    program.write_text(f"""#!/bin/sh
case "$*" in
  --help) printf '  -m,    --model FNAME    the file\\n         --metrics        figures\\n' ;;
  *-no-kvu*|*-fit*) echo "error: unknown argument" >&2; exit 1 ;;
  *) exec '{FAKE_SERVER}' "$@" ;;
esac
""")
    program.chmod(0o755)
    place.config["server"]["binary"] = str(program)
    place.save()
    place.measure()
