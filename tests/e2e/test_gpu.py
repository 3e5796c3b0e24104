"""From nvidia-smi's lines to bytes and joules in the results, with a replayed nvidia-smi whose server draws 200 W."""
import json
import os
import shutil

import pytest

from harness import BAD_GREET, FAKE_SERVER, GOOD_DOUBLE, ROOT, rule

WATTS = 200
PEAK_BYTES = 20096 * 1024 * 1024
HALF_RIGHT = {"reply": {"ms_per_token": 10}, "rules": [rule("double", GOOD_DOUBLE), rule("greet", BAD_GREET)]}


@pytest.fixture
def gpu_workplace(workplace):
    """A workplace whose PATH begins with the replayed nvidia-smi, which lists the server that runs at that moment."""

    def make(**server):
        place = workplace(HALF_RIGHT)
        wrapper = place.folder / "llama-server"
        wrapper.write_text(f"#!/bin/sh\necho $$ >'{place.folder}/server.pid'\nexec '{FAKE_SERVER}' \"$@\"\n")
        wrapper.chmod(0o755)
        programs = place.folder / "bin"
        programs.mkdir()
        shutil.copy(ROOT / "tests/fakes/fake_nvidia_smi.sh", programs / "nvidia-smi")
        shutil.copytree(ROOT / "tests/fakes/nvidia_smi/steady", place.folder / "smi")
        place.variables = {"PATH": f"{programs}:{os.environ['PATH']}",
                           "FAKE_NVIDIA_SMI": str(place.folder / "smi"),
                           "FAKE_NVIDIA_SMI_PID_FILE": str(place.folder / "server.pid")}
        place.save(server={"binary": str(wrapper), "ctx": 512, **server})
        return place

    return make


def starts_of(place):
    return [json.loads(path.read_text()) for path in sorted(place.results.glob("*/servers/*.json"))]


def energy_of(place):
    [model] = place.summary()["models"]
    return model["energy"]


def measure_without_gap(place):
    """Until the newest attempt at every cell has its energy: on a stalled machine a sampler may miss a second."""
    place.measure()
    for _ in range(5):
        newest = {(r["item"], r["iteration"]): r for r in place.records()}.values()
        if all(r["memory"]["energy_j"] is not None for r in newest):
            return newest
        place.measure("--rerun")
    raise AssertionError("five runs, and each missed samples")


def test_a_cells_energy_is_its_power_times_its_time(gpu_workplace):
    place = gpu_workplace()
    for record in measure_without_gap(place):
        memory = record["memory"]
        assert memory["source"] == "nvidia-smi process" and memory["peak_bytes"] == PEAK_BYTES
        assert memory["mean_power_w"] == pytest.approx(WATTS)
        assert memory["energy_j"] == pytest.approx(WATTS * record["generation"]["total_ms"] / 1000, rel=0.02)


def test_a_solved_task_costs_the_energy_of_the_failed_ones_too(gpu_workplace):
    place = gpu_workplace()
    cells = measure_without_gap(place)
    energy = energy_of(place)
    assert energy["basis"] == "cells" and energy["solved"] == 2
    assert energy["total_j"] == pytest.approx(sum(cell["memory"]["energy_j"] for cell in cells))
    assert energy["per_solved_j"] == pytest.approx(energy["total_j"] / 2)
    assert "J/solved" in (place.results / "report.md").read_text()


def energy_without_gap(place):
    """Of the first run that has a total: one start that missed a second has none, and so its whole run."""
    for _ in range(5):
        place.measure()
        energy = energy_of(place)
        if energy["total_j"] is not None:
            return energy
        assert energy["no_total_reason"]
        shutil.rmtree(place.results)
    raise AssertionError("five runs, and none has a total")


def test_cells_in_flight_together_share_the_energy_of_their_servers(gpu_workplace):
    place = gpu_workplace(parallel=2)
    energy = energy_without_gap(place)
    assert {record["generation"]["in_flight"] for record in place.records()} == {2}
    assert {record["memory"]["energy_j"] for record in place.records()} == {None}
    assert energy["basis"] == "server starts"
    in_flight_s = max(record["generation"]["total_ms"] for record in place.records()) / 1000
    assert energy["total_j"] > WATTS * in_flight_s


def test_every_start_knows_the_idle_gpu(gpu_workplace):
    place = gpu_workplace()
    place.measure()
    assert [start["memory"]["baseline_bytes"] for start in starts_of(place)] == [PEAK_BYTES + 14 * 1024 * 1024] * 2


def test_a_server_on_the_cpu_never_gets_the_gpus_memory(gpu_workplace):
    place = gpu_workplace(gpu_layers=0)
    (place.folder / "smi/apps.txt").write_text("--\n")
    place.measure()
    uses = [thing["memory"] for thing in starts_of(place) + place.records()]
    assert {use["source"] for use in uses} == {"resident memory"}
    assert {use["energy_j"] for use in uses} == {None}
    assert all("offloads nothing" not in doubt for doubt in place.summary()["doubts"])


WRAPPER = """#!/usr/bin/env python3
import os, signal, sys, time
SERVER = {server!r}
if "--port" not in sys.argv:
    os.execv(SERVER, [SERVER, *sys.argv[1:]])
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.write(write, str(os.getpid()).encode())
    os.close(write)
    os.execv(SERVER, [SERVER, *sys.argv[1:]])
os.close(write)
server = int(os.read(read, 20))
signal.signal(signal.SIGTERM, lambda *_: (os.kill(server, signal.SIGTERM), os._exit(0)))
while os.path.exists(f"/proc/{{server}}"):
    time.sleep(0.05)
"""


def test_a_wrappers_memory_is_not_the_servers(workplace):
    place = workplace(HALF_RIGHT)
    wrapper = place.folder / "wrapper"
    wrapper.write_text(WRAPPER.format(server=str(FAKE_SERVER)))
    wrapper.chmod(0o755)
    place.save(server={"binary": str(wrapper), "ctx": 512, "gpu_layers": 0})
    place.measure()
    for start in starts_of(place):
        assert start["memory"]["peak_bytes"] is None
        assert any("wrapper" in gap for gap in start["memory"]["gaps"])
