"""SIGKILL at any moment loses at most the cells in flight, and the next run does exactly the missing ones."""
import os
import random
import signal
import time

from harness import FAKE_SERVER, SOLVES_ALL

SLOW = {"reply": {"ms_per_token": 4}, **SOLVES_ALL}


def fake_servers_of(place):
    """Pids of scripted servers that were started in this workplace."""
    mark = f"QL_FAKE_STATE={place.folder}".encode()
    pids = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                if b"fake_llama_server" not in file.read():
                    continue
            with open(f"/proc/{entry}/environ", "rb") as file:
                if mark in file.read():
                    pids.append(int(entry))
        except OSError:
            continue
    return pids


def wait_for_none(place):
    deadline = time.monotonic() + 20
    while fake_servers_of(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    return fake_servers_of(place)


def test_killed_ten_times_and_resumed_the_run_has_the_cells_of_an_undisturbed_one(workplace):
    place = workplace(SLOW, model_ids=("a", "b"), iterations=6, rounds=3,
                      server={"binary": str(FAKE_SERVER), "ctx": 512, "parallel": 2})
    chance = random.Random(20261121)
    kills = 0
    while kills < 10:
        process = place.start("run", "e2e.json")
        try:
            process.wait(timeout=chance.uniform(0.2, 2.5))
            process.communicate()
        except Exception:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        kills += 1  # a run that ended before its kill counts: it must then have nothing left to do
        assert wait_for_none(place) == [], "a server outlived its harness"
    place.measure()
    expected = sorted((m, t, i, 1) for m in "ab" for t in ("double", "greet") for i in range(1, 7))
    assert place.cells() == expected, "every cell once, none twice"
    assert {outcome for *_, outcome in place.outcomes()} == {"pass"}


def test_an_interrupt_keeps_what_is_recorded_and_says_how_to_go_on(workplace):
    place = workplace({"reply": {"ms_per_token": 30}, **SOLVES_ALL}, iterations=5)
    process = place.start("run", "e2e.json")
    while not list(place.folder.glob("results/*/a/records/*.json")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "goes on from here" in err
    assert 0 < len(place.cells()) < 10
    place.measure()
    assert len(place.cells()) == 10
