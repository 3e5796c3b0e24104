"""The commands for task authors and sceptics: extract, judge, verify, rescore, doctor, help."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from harness import BAD_GREET, FAKE_SERVER, GOOD_DOUBLE, GOOD_GREET, ROOT, SUITE, rule


def judged(place, *arguments, expect):
    return json.loads(place.run("judge", *arguments, "--json", expect=expect)[0])


def test_judge_passes_and_fails_with_its_exit_code(workplace):
    place = workplace()
    verdict = judged(place, "--task", f"{SUITE}/double", "--solution", SUITE / "double/reference/solution.py", expect=0)
    assert (verdict["outcome"], verdict["tests_passed"], verdict["tests_total"]) == ("pass", 2, 2)
    wrong = judged(place, "--task", f"{SUITE}/double", "--solution", SUITE / "double/wrong/drops_the_sign.py", expect=1)
    assert (wrong["outcome"], wrong["tests_passed"], wrong["tests_total"]) == ("fail", 1, 2)


def test_judge_takes_a_reply_or_a_bare_test_file(workplace):
    place = workplace()
    (place.folder / "reply.md").write_text(GOOD_DOUBLE)
    assert judged(place, "--task", f"{SUITE}/double", "--reply", "reply.md", expect=0)["outcome"] == "pass"
    verdict = judged(place, "--tests", SUITE / "double/test_double.py", "--module", "solution", "--solution",
                     SUITE / "double/reference/solution.py", expect=0)
    assert verdict["outcome"] == "pass"


def test_judge_needs_tests_and_a_candidate(workplace):
    place = workplace()
    place.run("judge", "--task", f"{SUITE}/double", expect=2)
    place.run("judge", "--solution", "x.py", expect=2)
    place.run("judge", "--task", "nowhere/L1", "--solution", "x.py", expect=2)


def test_extract_names_the_rule_and_writes_the_files(workplace):
    place = workplace()
    (place.folder / "reply.md").write_text("Draft:\n```python\nx = 1\n```\nFinal:\n" + GOOD_DOUBLE)
    found = json.loads(place.run("extract", "reply.md", "--task", f"{SUITE}/double", "--to", "out", "--json")[0])
    assert found["rule"] == "fence.last-defining"
    assert (place.folder / "out/solution.py").read_text() == "def double(x):\n    return 2 * x\n"
    (place.folder / "reply.md").write_text("No.")
    place.run("extract", "reply.md", "--task", f"{SUITE}/double", expect=1)


def test_extract_without_a_task_writes_all_named_files(workplace):
    place = workplace()
    (place.folder / "reply.md").write_text("**shop/cart.py**\n```python\nX = 1\n```\n**shop/price.py**\n```python\nY = 2\n```\n")
    place.run("extract", "reply.md", "--to", "out")
    assert (place.folder / "out/shop/cart.py").read_text() == "X = 1\n"
    assert (place.folder / "out/shop/price.py").read_text() == "Y = 2\n"


def test_a_solution_may_be_laid_out_with_links(workplace):
    place = workplace()
    (place.folder / "answer").mkdir()
    (place.folder / "answer/solution.py").symlink_to(SUITE / "double/reference/solution.py")
    verdict = judged(place, "--task", f"{SUITE}/double", "--solution", "answer", expect=0)
    assert verdict["outcome"] == "pass"


def test_verify_finds_a_test_that_proves_nothing(workplace):
    place = workplace()
    out, _ = place.run("verify", SUITE)
    assert "all as they must be" in out
    weak = place.folder / "weak"
    shutil.copytree(SUITE, weak)
    (weak / "greet/test_greet.py").write_text("from solution import greet\n\n\ndef test_greets():\n    greet('ann')\n")
    out, _ = place.run("verify", weak, expect=1)
    assert re.search(r"BAD\s+tiny/greet\s+wrong/no_name", out)


def test_a_task_whose_right_answer_no_reply_can_give_is_neither_verified_nor_measured(workplace):
    place = workplace()
    suite = place.folder / "suite"
    shutil.copytree(SUITE, suite)
    task = suite / "greet/task.json"
    task.write_text(task.read_text().replace('"greet"]', '"greeet"]'))
    out, _ = place.run("verify", suite, expect=1)
    assert re.search(r"BAD\s+tiny/greet\s+reference reply", out)
    place.save(suite=str(suite))
    _, err = place.measure(expect=2)
    assert "tiny/greet" in err and "entry_points" in err and not place.asked()


def test_verify_judges_only_the_task_asked_for(workplace):
    place = workplace()
    rows = json.loads(place.run("verify", SUITE, "--task", "greet", "--repeat", "2", "--json")[0])
    assert {row["task"] for row in rows} == {"tiny/greet"}
    assert {(row["judged"], row["unexpected"]) for row in rows} == {(2, 0)}
    _, err = place.run("verify", SUITE, "--task", "great", expect=2)
    assert "--task great" in err and "greet" in err


def test_rescore_judges_stored_replies_by_changed_tests_without_a_server(workplace):
    place = workplace()
    suite = place.folder / "suite"
    shutil.copytree(SUITE, suite)
    place.save(suite=str(suite))
    place.measure()
    tests = suite / "greet/test_greet.py"
    tests.write_text(tests.read_text().replace("hello ann", "good day ann"))
    _, err = place.run("rescore", place.results, expect=3)
    assert "reference" in err  # a test that the reference fails judges nobody
    reference = suite / "greet/reference/solution.py"
    reference.write_text(reference.read_text().replace("hello", "good day"))
    _, err = place.measure(expect=2)
    assert "rescore" in err
    asked = len(place.asked())
    _, err = place.run("rescore", place.results)
    assert "pass -> fail" in err and len(place.asked()) == asked
    assert place.summary()["models"][0]["score"]["mean"] == 50.0
    place.measure()  # and the run can go on
    [first] = [r for r in place.records() if r["item"] == "greet" and r["iteration"] == 1]
    assert first["judgements"][0]["outcome"] == "pass", "the record itself is never rewritten"


def test_rescore_takes_the_suite_from_where_it_moved(workplace):
    place = workplace()
    place.measure()
    moved = place.folder / "moved"
    shutil.copytree(SUITE, moved)
    tests = moved / "greet/test_greet.py"
    tests.write_text(tests.read_text() + "\n")
    place.save(suite=str(moved))
    _, err = place.measure(expect=2)
    assert f"rescore {place.results.relative_to(place.folder)} --tests-from tiny={moved}" in err
    place.run("rescore", place.results, "--tests-from", f"tiny={moved}")
    place.measure()  # and the run can go on


def test_a_prompt_may_name_the_python_that_judges(workplace):
    place = workplace({"rules": [rule("{python_version}", BAD_GREET), rule("double", GOOD_DOUBLE), rule("greet", GOOD_GREET)]})
    suite = place.folder / "suite"
    shutil.copytree(SUITE, suite)
    with open(suite / "double/prompt.md", "a") as prompt:
        prompt.write("\nFor Python {python_version}.\n")
    place.save(suite=str(suite))
    place.measure()
    manifest = json.loads((place.results / "manifest.json").read_text())
    minor = manifest["python_version"].rsplit(".", 1)[0]
    assert f"For Python {minor}." in json.dumps(place.asked()[0]) + json.dumps(place.asked()[1])
    assert {outcome for *_, outcome in place.outcomes()} == {"pass"}
    place.run("rescore", "--all", place.results)
    place.measure()  # the same prompts as before: the run goes on


def test_a_suite_without_tasks_has_nothing_to_verify(workplace):
    place = workplace()
    _, errors = place.run("verify", str(ROOT / "tasks" / "speed"), expect=2)
    assert 'a suite of kind "speed" has no tasks' in errors


def test_doctor_says_what_is_missing_and_what_to_do(workplace):
    place = workplace()
    out, _ = place.run("doctor", "e2e.json")
    assert "sandbox" in out and "llama-server" in out and "model a" in out
    place.config["server"]["binary"] = "no-such-llama-server"
    place.save()
    out, _ = place.run("doctor", "e2e.json", expect=3)
    assert "no-such-llama-server" in out


def doctor(place, *arguments, expect):
    checks = json.loads(place.run("doctor", *arguments, "--json", expect=expect)[0])
    return {check["check"]: check for check in checks}


def test_doctor_lists_the_other_programs_of_llama_cpp(workplace):
    place = workplace()
    tools = place.folder / "tools"
    tools.mkdir()
    (tools / "llama-bench").symlink_to(FAKE_SERVER.parent / "llama.cpp" / "llama-bench")
    place.config["server"]["tools"] = str(tools)
    place.save()
    checks = doctor(place, "e2e.json", expect=0)
    assert checks["llama-bench"]["found"] == f"{tools}/llama-bench (version: 0.0.0-fake (build 1, commit fa4e000))"
    assert checks["llama-imatrix"]["health"] == "note" and "server.tools" in checks["llama-imatrix"]["remedy"]


def test_doctor_without_bubblewrap_misses_bubblewrap_alone(workplace):
    place = workplace()
    programs = place.folder / "programs"
    programs.mkdir()
    (programs / "python3").symlink_to("/usr/bin/python3")
    place.variables["PATH"] = str(programs)
    checks = doctor(place, expect=3)
    assert checks["sandbox"]["found"] == "tier none: bubblewrap is not installed"
    assert checks["python"]["health"] == "ok" and "imports pytest" in checks["python"]["found"]


def test_doctor_looks_at_the_machine_though_the_configuration_cannot_be_read(workplace):
    place = workplace()
    place.config["models"][0]["file"] = "${QL_NOT_SET_ANYWHERE}/a.gguf"
    place.save()
    place.put_on_path("llama-server", FAKE_SERVER)
    checks = doctor(place, "e2e.json", expect=2)
    assert "QL_NOT_SET_ANYWHERE" in checks["configuration"]["found"] and checks["configuration"]["health"] == "BAD"
    assert {"machine", "sandbox", "python", "disk", "llama-server"} <= set(checks)


def test_doctor_sees_what_run_would_stumble_over(workplace):
    place = workplace()
    place.save(judging={"python": str(place.folder / "no_python")})
    assert doctor(place, "e2e.json", expect=3)["python"]["health"] == "BAD"
    place.save(judging={}, sampling={"max_tokens": 100, "tasks": {"tripple": {"max_tokens": 50}}})
    assert "tripple" in doctor(place, "e2e.json", expect=2)["suite"]["found"]
    place.save(sampling={"max_tokens": 100}, models=[{"id": "far", "endpoint": "http://far:1", "api_key_env": "QL_NO_KEY"}])
    assert "QL_NO_KEY" in doctor(place, "e2e.json", expect=3)["model far"]["found"]


def test_doctor_sees_a_folder_that_cannot_be_written(workplace):
    place = workplace()
    locked = place.folder / "locked"
    locked.mkdir(mode=0o555)
    if os.access(locked, os.W_OK):  # root writes everywhere, but not in a file system without files of its own
        locked = pathlib.Path("/proc")
    done = subprocess.run([place.program, "doctor", "--json"], cwd=locked, env=place.environment(), text=True,
                          stdout=subprocess.PIPE)
    [disk] = [check for check in json.loads(done.stdout) if check["check"] == "disk"]
    assert done.returncode == 3 and disk["health"] == "BAD" and str(locked) in disk["found"]


def test_rescore_judges_with_the_runs_own_interpreter(workplace):
    place = workplace()
    own = os.path.realpath("/usr/bin/python3")  # another name than the one found without asking
    place.save(judging={"when": "between", "python": own})
    place.measure()
    path = place.results / "manifest.json"
    place.run("rescore", "--all", place.results)
    manifest = json.loads(path.read_text())
    assert manifest["python"] == own
    path.write_text(json.dumps(manifest | {"python": "/usr/bin/python-of-another-machine"}))
    _, err = place.run("rescore", "--all", place.results)
    assert "python-of-another-machine" in err and "another interpreter" in err


def test_an_interpreter_that_is_not_there_is_named(workplace):
    place = workplace()
    _, err = place.run("judge", "--task", f"{SUITE}/double", "--python", "/nope", "--solution",
                       SUITE / "double/reference/solution.py", expect=3)
    assert "/nope: no such program" in err


def test_without_a_sandbox_nothing_runs_unless_it_is_asked_for(workplace):
    place = workplace()
    programs = place.folder / "programs"
    programs.mkdir()
    (programs / "python3").symlink_to("/usr/bin/python3")
    place.variables["PATH"] = str(programs)
    mark = place.folder / "it_ran"
    (place.folder / "marks.py").write_text(f"open({str(mark)!r}, 'w')\ndef double(x):\n    return 2 * x\n")
    _, err = place.run("judge", "--task", f"{SUITE}/double", "--solution", "marks.py", expect=3)
    assert "apt install bubblewrap" in err and not mark.exists()
    verdict = judged(place, "--unsafe-no-sandbox", "--task", f"{SUITE}/double", "--solution",
                     SUITE / "double/reference/solution.py", expect=0)
    assert verdict["sandbox"] == "none"


CHECKER = ('"program"', "check.py", "import quantladder_task as task\n"
           'got = task.run(["bash", "sum.sh"], input="3\\n4\\n5\\n", timeout=5)\n'
           'assert (got.status, got.text) == (0, "12\\n")\n')
TESTS = ('"pytest"', "test_sum.py", "import quantladder_task as task\ndef test_sum():\n"
         '    task.build(["bash", "-n", "sum.sh"])\n'
         '    assert task.run(["bash", "sum.sh"], input="3\\n4\\n5\\n", timeout=5).text == "12\\n"\n')


@pytest.mark.parametrize("judge, name, tests", [CHECKER, TESTS], ids=["program", "pytest"])
def test_a_suite_in_bash_holds_and_its_replies_are_extracted(workplace, judge, name, tests):
    place = workplace()
    task = place.folder / "shell" / "sum"
    files = {"suite.json": '{ "id": "shell", "version": "1.0.0", "title": "S", "description": "s", "tasks": ["sum"] }',
             "sum/task.json": '{ "id": "sum", "title": "T", "points": 4, "language": "bash", "judge": ' + judge +
                              f', "files": ["sum.sh"], "entry_points": [], "tests": ["{name}"] }}',
             "sum/prompt.md": "Write sum.sh, which adds the numbers of its standard input.\n",
             f"sum/{name}": tests,
             "sum/reference/sum.sh": '#!/bin/bash\nwhile read -r n; do total=$((total + n)); done\necho "$total"\n',
             "sum/wrong/first.sh": "# breaks: all numbers are added\nread -r n\necho \"$n\"\n"}
    for name, text in files.items():
        file = place.folder / "shell" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    out, _ = place.run("verify", str(place.folder / "shell"))
    assert "all as they must be" in out and "reference reply" in out
    place.variables["QUANTLADDER_TASKS"] = str(place.folder)
    (place.folder / "reply.md").write_text("Here:\n\n```sh\nawk '{ sum += $1 } END { print sum }'\n```\n")
    out, _ = place.run("judge", "--task", "shell/sum", "--reply", "reply.md")
    assert "1/1 tests passed" in out
    if judge == '"pytest"':
        (place.folder / "sum.sh").write_text("while done\n")
        verdict = judged(place, "--task", "shell/sum", "--solution", "sum.sh", expect=1)
        assert verdict["tests"][0]["status"] == "blocked" and verdict["reason"].startswith("1 of 1 tests blocked: bash -n sum.sh ended")
    (task / "task.json").write_text(files["sum/task.json"].replace('"bash"', '"cobol"'))
    _, errors = place.run("verify", str(place.folder / "shell"), expect=2)
    assert "'cobol' is none of python, bash, ruby, go" in errors and errors.count("\n") == 1
