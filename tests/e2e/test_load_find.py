"""How many agents a model serves well, searched for with the scripted server, whose rates are what it says."""
import json
import shutil
import signal

import pytest

from harness import GOOD_DOUBLE, GOOD_GREET, PATIENCE_S, rule, wait_until
from test_load import episodes, talk  # noqa: F401: a fixture

ASKED = ["--ttft", "60000", "--min-tg", "100", "--share", "70"]


@pytest.fixture
def edge(talk):  # noqa: F811
    """Two agents are served well, and a third is not: what it is told comes at half the rate. The second one's answer is
    never over before the episode is, so that it counts for nothing."""
    folder = talk.folder / "talk"
    suite = json.loads((folder / "suite.json").read_text())
    for name in [f"count{n}" for n in range(6)]:
        shutil.copytree(folder / "count", folder / name)
        task = json.loads((folder / name / "task.json").read_text())
        (folder / name / "task.json").write_text(json.dumps({**task, "id": name}))
        suite["tasks"].append(name)
        suite["side"].append({"id": f"s-{name}", "max_tokens": 50, "turns": [name]})
    (folder / "suite.json").write_text(json.dumps(suite))
    talk.scenario({"rules": [rule("greet", GOOD_GREET, ms_per_token=9), rule("double", GOOD_DOUBLE, ms_per_token=9),
                             rule("shout", "never over " * 50, ms_per_token=1000),
                             rule("count", "one two", ms_per_token=20)]})
    talk.config["server"]["parallel"] = 4
    talk.save()
    return talk


def search(place, *arguments, expect=0):
    """The answer in one line, as wide as it is."""
    return " ".join(place.run("load", "find", "e2e.json", *ASKED, *arguments, expect=expect)[0].split())


def found(place):
    [each] = place.summary()["load_searches"]
    return each


def test_the_edge_is_found_and_repeated_until_both_sides_are_shown(edge):
    out, err = edge.run("load", "find", "e2e.json", *ASKED)
    answer = " ".join(out.split())
    assert "a serves 2 agents well. That is shown" in answer and "3 agents are shown to be too many" in answer
    assert "a: sustained@4, up to episode 3" in err, "the level was doubled before it was halved"
    assert (found(edge)["shown"], found(edge)["refuted"]) == ("sustained@2", "sustained@3")
    assert found(edge)["decided"] and found(edge)["over"]
    measured = {item["item"]: item["episodes"] for item in found(edge)["items"]}
    assert measured["sustained@1"] == 3 and measured["sustained@2"] > 3
    assert sum(measured.values()) == len(edge.records())
    asked = len(edge.asked())
    edge.run("load", "find", "e2e.json", *ASKED)
    assert len(edge.asked()) == asked, "a search that is over measures nothing"
    run = str(edge.results)
    edge.run("recommend", run, "--agents", "2", "--share", "70")
    edge.run("recommend", run, "--agents", "3", "--share", "70", expect=1)


def test_a_killed_search_goes_on_where_it_was(edge):
    for _ in range(4):
        process = edge.start("load", "find", "e2e.json", *ASKED)
        begun = len(edge.asked())
        wait_until(process, lambda: len(edge.asked()) > begun + 12)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
    edge.run("load", "find", "e2e.json", *ASKED)
    assert (found(edge)["shown"], found(edge)["refuted"]) == ("sustained@2", "sustained@3")
    assert len(episodes(edge)) == len(edge.records()) == sum(item["episodes"] for item in found(edge)["items"])


def test_what_its_episodes_cannot_show_is_undecided_and_more_of_them_go_on(edge):
    assert "a serves 2 agents well. That is not shown" in search(edge, "--iterations", "3", expect=5)
    before = {path: path.read_bytes() for path in edge.results.glob("a/records/**/*.json")}
    edge.run("load", "find", "e2e.json", *ASKED)
    assert all(path.read_bytes() == content for path, content in before.items())
    assert len(edge.records()) > len(before)


def test_arrivals_are_searched_in_the_same_way(edge):
    edge.save(suites=[{"suite": "talk", "lead_in_s": 0.1, "schedule_s": 0.5, "deadline_s": 60}])
    answer = search(edge, "--arrivals", "constant", "--most", "0.1", "--iterations", "12")
    assert [item["item"] for item in found(edge)["items"]] == ["constant@0.0625", "constant@0.08839"]
    assert "a serves 0.08839 arrivals/s well. That is shown" in answer
    assert "The search ended at 0.08839 arrivals/s" in answer


def test_a_dry_run_says_what_would_be_searched(edge):
    out, _ = edge.run("load", "find", "e2e.json", *ASKED, "--dry-run")
    assert "search      from sustained@1 to sustained@4" in out
    plan = json.loads(edge.run("load", "find", "e2e.json", *ASKED, "--dry-run", "--json")[0])
    assert plan["search"]["items"] == [f"sustained@{n}" for n in range(1, 5)] and plan["to_run"] == 3
    assert not (edge.folder / "results").exists()


@pytest.mark.parametrize("arguments, told", [
    (["--most", "5"], '--most 5 is above the 4 slots that its models have: set "parallel" in "server", or give --queue'),
    (["--suite", "walk"], 'e2e.json: has no suite of kind load that is called "walk"'),
    (["--share", "100"], "must be less than 100"),
    (["--arrivals", "poisson", "--most", "0.01"], "--most must be at least 0.0625"),
])
def test_what_cannot_be_searched_is_refused(edge, arguments, told):
    _, err = edge.run("load", "find", "e2e.json", *arguments, expect=2)
    assert told in err
    assert not (edge.folder / "results").exists()
