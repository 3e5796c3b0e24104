"""SIGKILL at any moment loses at most the cells in flight, and the next run does exactly the missing ones."""
import os
import random
import signal
import time

from harness import FAKE_SERVER, PATIENCE_S, SOLVES_ALL, wait_until

SLOW = {"reply": {"ms_per_token": 4}, **SOLVES_ALL}


def processes_of(place, name=b""):
    """Pids of all processes started in this workplace, the youngest first; with `name`: whose command line holds it."""
    mark = f"QL_FAKE_STATE={place.folder}".encode()
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as command, open(f"/proc/{entry}/environ", "rb") as variables:
                if name in command.read() and mark in variables.read():
                    found.append(int(entry))
        except OSError:
            continue
    return sorted(found, reverse=True)


def left_over(place):
    """What is still there once everything had its time to end.

    Not only servers count: one that is being executed has no name yet, so for a moment only its guardian shows that
    there is something left to kill. A guardian ends after its kill.
    """
    deadline = time.monotonic() + 120
    while (found := processes_of(place)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def record_count(place):
    return len(list(place.folder.glob("results/*/*/records/*/*.json")))


def pending_count(place):
    return len(list(place.folder.glob("results/*/*/pending/*/*.json")))


def wait_for_moment(kind, process, place, chance):
    if kind == "starting":
        time.sleep(chance.uniform(0.05, 0.6))
    elif kind == "generating":
        before, more = len(place.asked()), chance.randint(1, 6)
        wait_until(process, lambda: len(place.asked()) >= before + more)
        time.sleep(chance.uniform(0, 0.05))
    elif kind == "received":  # replies are on disk and not judged
        wait_until(process, lambda: pending_count(place) > 0)
        time.sleep(chance.uniform(0, 0.02))
    else:  # records are being written
        before, more = record_count(place), chance.randint(1, 4)
        wait_until(process, lambda: record_count(place) >= before + more)
    assert process.poll() is None, "the run ended before it could be killed"


def test_killed_ten_times_and_resumed_the_run_has_the_cells_of_an_undisturbed_one(workplace):
    place = workplace(SLOW, model_ids=("a", "b"), iterations=24, rounds=3,
                      server={"binary": str(FAKE_SERVER), "ctx": 512, "parallel": 2})
    chance = random.Random(20261121)
    moments = ["starting", "starting", "generating", "generating", "generating", "received", "received",
               "recording", "recording", "recording"]
    chance.shuffle(moments)
    recorded = []
    for kind in moments:
        process = place.start("run", "e2e.json")
        wait_for_moment(kind, process, place, chance)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == -signal.SIGKILL
        assert left_over(place) == [], "a process outlived its harness"
        recorded.append(record_count(place))
    assert recorded == sorted(recorded), "a record was lost"
    assert len(set(recorded)) >= 4, f"too few of the kills fell between records: {recorded}"
    place.measure()
    expected = sorted((m, t, i, 1) for m in "ab" for t in ("double", "greet") for i in range(1, 25))
    assert place.cells() == expected, "every cell once, none twice"
    assert {outcome for *_, outcome in place.outcomes()} == {"pass"}


def test_an_interrupt_keeps_what_is_recorded_and_says_how_to_go_on(workplace):
    place = workplace({"reply": {"ms_per_token": 30}, **SOLVES_ALL}, iterations=5)
    process = place.start("run", "e2e.json")
    wait_until(process, lambda: record_count(place) > 0)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130 and "goes on from here" in err
    assert 0 < len(place.cells()) < 10
    place.measure()
    assert len(place.cells()) == 10


def test_killing_everything_by_its_name_leaves_no_server(workplace):
    place = workplace(SLOW, iterations=24)
    process = place.start("run", "e2e.json")
    wait_until(process, lambda: processes_of(place, b"fake_llama_server") and place.asked())
    for pid in processes_of(place, os.fsencode(place.program)):
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)
    assert left_over(place) == [], "a process outlived its harness"


def test_a_signal_before_the_first_server_is_an_interrupt(workplace):
    """While the program is asked for its version, which waits until we have signalled."""
    place = workplace()
    server = place.folder / "slow_to_tell"
    server.write_text("#!/bin/sh\ntouch asked\nwhile [ ! -e go ]; do sleep 0.05; done\n"
                      f"exec '{FAKE_SERVER}' \"$@\"\n")
    server.chmod(0o755)
    place.save(server={"binary": str(server), "ctx": 512})
    process = place.start("run", "e2e.json")
    wait_until(process, (place.folder / "asked").exists)
    process.send_signal(signal.SIGTERM)
    (place.folder / "go").touch()
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert not list(place.folder.glob("results/*/*/servers"))


def test_an_interrupt_ends_the_wait_for_the_servers_settings(workplace):
    place = workplace({"rules": [{"match": {"kind": "settings"}, "reply": {"first_token_ms": 90_000}}]})
    process = place.start("run", "e2e.json")
    wait_until(process, lambda: place.asked("settings"))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
