"""The commands for task authors and sceptics: extract, judge, verify, rescore, doctor, help."""
import json
import re
import shutil

from harness import GOOD_DOUBLE, ROOT, SUITE


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


def test_verify_finds_a_test_that_proves_nothing(workplace):
    place = workplace()
    out, _ = place.run("verify", SUITE)
    assert "all as they must be" in out
    weak = place.folder / "weak"
    shutil.copytree(SUITE, weak)
    (weak / "greet/test_greet.py").write_text("from solution import greet\n\n\ndef test_greets():\n    greet('ann')\n")
    out, _ = place.run("verify", weak, expect=1)
    assert re.search(r"BAD\s+tiny/greet\s+wrong/no_name", out)


def test_rescore_judges_stored_replies_by_changed_tests_without_a_server(workplace):
    place = workplace()
    suite = place.folder / "suite"
    shutil.copytree(SUITE, suite)
    place.save(suite=str(suite))
    place.measure()
    tests = suite / "greet/test_greet.py"
    tests.write_text(tests.read_text().replace("hello ann", "good day ann"))
    _, err = place.measure(expect=2)
    assert "rescore" in err
    asked = len(place.asked())
    _, err = place.run("rescore", place.results)
    assert "pass -> fail" in err and len(place.asked()) == asked
    assert place.summary()["models"][0]["score"]["mean"] == 50.0
    place.measure()  # and the run can go on
    [first] = [r for r in place.records() if r["task"] == "greet" and r["iteration"] == 1]
    assert first["judgements"][0]["outcome"] == "pass", "the record itself is never rewritten"


def test_doctor_says_what_is_missing_and_what_to_do(workplace):
    place = workplace()
    out, _ = place.run("doctor", "e2e.json")
    assert "sandbox" in out and "llama-server" in out and "model a" in out
    place.config["server"]["binary"] = "no-such-llama-server"
    place.save()
    out, _ = place.run("doctor", "e2e.json", expect=3)
    assert "no-such-llama-server" in out


def test_without_a_sandbox_nothing_runs_unless_it_is_asked_for(workplace):
    place = workplace()
    verdict = judged(place, "--unsafe-no-sandbox", "--task", f"{SUITE}/double", "--solution",
                     SUITE / "double/reference/solution.py", expect=0)
    assert verdict["sandbox"] == "none"


def test_help_man_page_and_completions_name_every_option(workplace):
    place = workplace()
    top, _ = place.run("--help")
    assert "Exit codes" in top
    manual = (ROOT / "docs/man/quantladder.1").read_text().replace("\\-", "-")
    completions = [(ROOT / "completions" / name).read_text()
                   for name in ("quantladder.bash", "_quantladder", "quantladder.fish")]
    for command in ("run", "plan", "report", "rescore", "verify", "doctor", "extract", "judge"):
        text, _ = place.run(command, "--help")
        assert command in manual
        for option in set(re.findall(r"--([a-z][a-z-]+)", text)) - {"help"}:
            assert f"--{option}" in manual, f"{command} --{option} is not in the man page"
            for completion in completions:
                assert option in completion, f"{command} --{option} is not completed"
