"""Several agents on one server: episodes with the scripted server, killed, resumed and extended."""
import json
import random
import shutil
import signal

import pytest

from harness import BAD_GREET, FAKE_SERVER, GOOD_DOUBLE, GOOD_GREET, PATIENCE_S, SUITE, rule, wait_until

TASK = {"language": "python", "entry_points": [], "title": "A"}
# In the order in which the scripted server looks for their names: a later turn's prompt holds the earlier ones.
FILES = {
    "greet": ("hello.py", "from hello import double, greet\n\n\ndef test_greet():\n"
                          "    assert greet('a') == 'hello a' and double(1) == 2\n",
              GOOD_GREET.replace("```python\n", "```python\nfrom two import double\n")),
    "double": ("two.py", "from two import double\n\n\ndef test_double():\n    assert double(3) == 6\n", GOOD_DOUBLE),
    "shout": ("loud.py", "from loud import shout\n\n\ndef test_shout():\n    assert shout('a') == 'A'\n", BAD_GREET),
    "count": ("number.py", "from number import count\n\n\ndef test_count():\n    assert count([1, 2]) == 2\n", BAD_GREET),
}


def code_of(answer):
    return answer.split("```python\n")[1].split("```")[0]


REFERENCES = {"shout": "def shout(text):\n    return text.upper()\n", "count": "def count(items):\n    return len(items)\n"}


def write_suite(folder):
    for name, (file, test, answer) in FILES.items():
        task = folder / name
        (task / "reference").mkdir(parents=True)
        task.joinpath("task.json").write_text(json.dumps(
            {**TASK, "id": name, "module": file[:-3], "files": [file], "tests": [f"test_{file}"],
             **({"keywords": ["def", "return"]} if name == "shout" else {})}))
        task.joinpath("prompt.md").write_text(f"Write {name}.\n")
        task.joinpath(f"test_{file}").write_text(test)
        task.joinpath("reference", file).write_text(REFERENCES.get(name, code_of(answer)))
    folder.joinpath("suite.json").write_text(json.dumps(
        {"id": "talk", "version": "1.0.0", "kind": "load", "title": "Talk", "tasks": list(FILES),
         "primary": {"id": "main", "system": "Be brief.", "max_tokens": 50, "turns": ["double", "greet"]},
         "side": [{"id": "s1", "max_tokens": 100, "turns": ["shout"]}, {"id": "s2", "max_tokens": 100, "turns": ["count"]}]}))


@pytest.fixture
def talk(workplace):
    """One model with two slots; the side answers are wrong, those of the primary right. A request takes a moment."""
    place = workplace({"reply": {"ms_per_token": 5}, "rules": [rule(name, answer) for name, (_, _, answer) in FILES.items()]})
    write_suite(place.folder / "talk")
    del place.config["suite"]
    place.config["server"]["parallel"] = 2
    place.save(suites=[{"suite": "talk", "levels": [1, 2], "modes": ["once", "sustained"], "lead_in_s": 0.1}])
    return place


def episodes(place):
    return {(record["item"], record["iteration"]): record for record in place.records() if record["outcome"] == "measured"}


def assert_all_are_recorded(place):
    """Nothing that the server was asked is forgotten, and nothing is recorded that it was not asked."""
    asked = [entry["body"]["messages"][-1]["content"].split()[1] for entry in place.asked()]
    recorded = [exchange["task"] + "." for record in place.records() for exchange in record["exchanges"]]
    assert sorted(asked) == sorted(recorded)


def change(place, **keys):
    place.save(suites=[{**place.config["suites"][0], **keys}])


def test_each_request_ends_as_something_and_the_report_says_what_is_left(talk):
    out, _ = talk.measure()
    assert len(episodes(talk)) == len(talk.records()) == 2 * 2 * 2
    for (item, _), record in episodes(talk).items():
        ends = [(e["agent"], e["turn"], e["outcome"], e["cut"]) for e in record["exchanges"]]
        assert [end for end in ends if end[0] == 0] == [(0, 1, "pass", False), (0, 2, "pass", False)], item
        side = [end for end in ends if end[0] > 0]
        assert len({end[0] for end in side}) == int(item[-1]) - 1
        assert all(outcome == ("not_run" if cut else "error.import") for _, _, outcome, cut in side), side
    assert_all_are_recorded(talk)
    sustained = episodes(talk)[("sustained@2", 1)]
    assert sum(e["cut"] for e in sustained["exchanges"]) == 1
    first = [e for e in sustained["exchanges"] if e["agent"] == 0][0]
    assert any(e["agent"] == 1 and e["sent_ms"] < first["sent_ms"] < e["ended_ms"] for e in sustained["exchanges"])
    assert "Several agents on one server" in out
    levels = {level["item"]: level for level in talk.summary()["load"]["levels"]}
    assert levels["sustained@2"]["turns"][1]["passed"] == 2 and levels["sustained@2"]["side_right"]["k"] == 0
    assert levels["once@2"]["keywords_right"] == {**levels["once@2"]["keywords_right"], "k": 2, "n": 2}


def test_more_levels_and_iterations_extend_a_run_and_another_service_level_is_counted_again(talk):
    talk.measure()
    before = {path: path.read_bytes() for path in talk.results.glob("a/records/**/*.json")}
    run = talk.results
    change(talk, levels=[1, 2, 3], iterations=3, queue=True)
    talk.measure()
    assert talk.results == run, "it is the same run"
    assert len(episodes(talk)) == 3 * 2 * 3
    assert all(path.read_bytes() == content for path, content in before.items())
    asked = len(talk.asked())
    change(talk, slo={"ttft_ms": 0.001})
    talk.measure()
    assert len(talk.asked()) == asked, "nothing is measured again"
    assert {level["served_well"]["k"] for level in talk.summary()["load"]["levels"]} == {0}


def test_killed_ten_times_a_run_loses_at_most_the_episode_in_flight(talk):
    change(talk, iterations=6, rounds=2)
    chance = random.Random(20261130)
    recorded = []
    for _ in range(10):
        process = talk.start("run", "e2e.json")
        begun = len(talk.asked())
        wait_until(process, lambda: len(talk.asked()) > begun + chance.randrange(1, 9))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == -signal.SIGKILL
        recorded.append(len(list(talk.folder.glob("results/*/a/records/**/*.json"))))
    assert recorded == sorted(recorded), "a record was lost"
    talk.measure()
    assert sorted(episodes(talk)) == sorted((f"{mode}@{level}", i) for mode in ("once", "sustained") for level in (1, 2)
                                            for i in range(1, 7))
    assert len(talk.records()) == 2 * 2 * 6, "no episode twice"


def test_a_fault_of_the_primary_voids_its_episode_and_one_beside_it_does_not(talk):
    rules = [{"match": {"prompt": "shout"}, "times": 1, "reply": {"status": 503, "text": "busy"}},
             {"match": {"prompt": "greet"}, "times": 1, "reply": {"stall_after": 1}},
             *[rule(name, answer) for name, (_, _, answer) in FILES.items()]]
    talk.scenario({"reply": {"ms_per_token": 5}, "rules": rules})
    talk.save(client={"stall_s": 1})
    talk.measure()
    voided = [record for record in talk.records() if record["outcome"] != "measured"]
    assert [record["outcome"] for record in voided] == ["infrastructure.stall"]
    assert "turn 2 of the primary conversation" in voided[0]["reason"]
    assert len(episodes(talk)) == 2 * 2 * 2, "it was repeated"
    side = [e for record in episodes(talk).values() for e in record["exchanges"] if e["outcome"].startswith("infrastructure")]
    assert len(side) == 1
    assert_all_are_recorded(talk)


def test_a_side_agent_that_waits_after_a_fault_at_the_end_has_asked_nothing(talk):
    talk.scenario({"reply": {"ms_per_token": 5}, "rules": [
        {"match": {"prompt": "shout|count"}, "reply": {"status": 503, "text": "busy"}},
        *[rule(name, answer) for name, (_, _, answer) in FILES.items()]]})
    change(talk, levels=[2], modes=["sustained"], iterations=4, rounds=1)
    talk.measure()
    assert len(episodes(talk)) == 4
    faults = [e for record in talk.records() for e in record["exchanges"] if e["outcome"] == "infrastructure.http_error"]
    assert len(faults) >= 4
    assert_all_are_recorded(talk)


def test_an_episode_that_takes_too_long_is_void(talk):
    talk.scenario({"rules": [{"match": {"prompt": "greet"}, "reply": {"stall_after": 1}},
                             *[rule(name, answer) for name, (_, _, answer) in FILES.items()]]})
    talk.save(client={"attempts": 1})
    change(talk, levels=[2], modes=["once"], iterations=1, rounds=1, deadline_s=1, schedule_s=0.5)
    talk.measure(expect=4)
    [record] = talk.records()
    assert record["outcome"] == "infrastructure.deadline" and "(deadline_s)" in record["reason"]
    assert [e["cut"] for e in record["exchanges"] if e["agent"] == 0] == [False, True]
    assert_all_are_recorded(talk)


def test_conversations_arrive_by_the_schedule(talk):
    change(talk, modes=["once"], levels=[1], open=[{"arrivals": "constant", "per_s": 20}], schedule_s=0.6, iterations=1, rounds=1)
    talk.measure()
    record = episodes(talk)[("constant@20", 1)]
    due = sorted(e["due_ms"] for e in record["exchanges"] if e["agent"] > 0)
    assert len(due) == 11 and all(abs(at - (-100 + 50 * i)) < 1e-3 for i, at in enumerate(due, 1))
    assert not any(e["cut"] for e in record["exchanges"])
    assert all(e["sent_ms"] >= e["due_ms"] for e in record["exchanges"])
    assert_all_are_recorded(talk)


def test_rescore_judges_the_turns_of_episodes_by_changed_tests(talk):
    talk.measure()
    asked = len(talk.asked())
    moved = talk.folder / "moved"
    shutil.copytree(talk.folder / "talk", moved)
    (moved / "shout" / "test_loud.py").write_text("import loud\n\n\ndef test_it_is_there():\n    assert loud\n")
    talk.save(suites=[{**talk.config["suites"][0], "suite": "moved"}])
    _, err = talk.measure(expect=2)
    assert "quantladder rescore" in err and "--tests-from talk=" in err
    _, err = talk.run("rescore", talk.results, "--tests-from", "talk=moved")
    assert "once@2/iteration 1 (attempt 1), turn 1 of s1, agent 1, visit 1: error.import -> pass" in err
    judged = [[e["task"] for e in record["exchanges"] if e["judgements"]] for record in talk.records()]
    again = sum(len(tasks) for tasks in judged if "shout" in tasks)
    assert f"{again} replies judged again" in err, "all of an episode, and no episode without this task"
    assert len(talk.asked()) == asked
    talk.measure()  # and the run can go on
    assert len(talk.asked()) == asked
    levels = {level["item"]: level for level in talk.summary()["load"]["levels"]}
    assert levels["once@2"]["side_right"]["k"] == 2
    assert levels["once@2"]["turns"][1]["passed"] == 2, "a turn is judged over the files of those before it"


def test_rescore_refuses_a_suite_that_the_replies_do_not_answer(talk):
    talk.measure()
    _, err = talk.run("rescore", talk.results, "--tests-from", f"talk={SUITE}", expect=2)
    assert 'is of kind "code", and the run\'s is of kind "load"' in err
    suite = talk.folder / "talk" / "suite.json"
    suite.write_text(suite.read_text().replace("Be brief.", "Be long."))
    _, err = talk.run("rescore", talk.results, expect=2)
    assert "suite talk: its conversations are not those that the replies answer" in err


def test_the_errors_of_a_configuration_name_place_and_remedy(talk):
    change(talk, levels=[1, 3])
    _, err = talk.measure(expect=2)
    assert "e2e.json: /suites/0/levels: level 3 is above the 2 slots of model a" in err and '"queue": true' in err
    change(talk, levels=[1, 2], fixed_tokens=512)
    _, err = talk.measure(expect=2)
    assert "e2e.json: /suites/0/fixed_tokens: every answer is to have 512 tokens, and a slot of model a has 512" in err
    del talk.config["suites"][0]["fixed_tokens"]
    change(talk, levels=[1, 2], slo={"ttft": 5})
    _, err = talk.measure(expect=2)
    assert "/suites/0/slo/ttft" in err and "ttft_ms" in err


def test_plan_knows_the_levels(talk):
    plan = json.loads(talk.run("plan", "e2e.json", "--json")[0])
    assert plan["to_run"] == 2 * 2 * 2
    assert "max_tokens" not in talk.run("plan", "e2e.json")[0], "the conversations have their own"
