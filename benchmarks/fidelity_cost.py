#!/usr/bin/env python3
"""What reading the log-probabilities costs beside llama-perplexity, which writes them. Not a test: it prints what it measured.

usage: fidelity_cost.py PROGRAM LLAMA_PERPLEXITY BASELINE.gguf MODEL.gguf TEXT [CHUNKS]

By turns, ROUNDS times each: llama-perplexity alone, which writes its stream to /dev/null, and `quantladder run` of one
domain with the baseline in the cache. The first start of quantladder, which makes the baseline, is not counted; what a
start costs that measures nothing is subtracted, because it hashes the files.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROUNDS = 3


def peak_of(process):
    """The most resident memory of the process itself, in MiB."""
    peak = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            break
        found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        peak = max(peak, int(found[0]) if found else 0)
        time.sleep(0.05)
    return peak / 1024


def timed(command, environment=None):
    """CPU and wall seconds of the command with its children, and its own peak."""
    before, begin = os.times(), time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    peak = []
    watcher = threading.Thread(target=lambda: peak.append(peak_of(process)))
    watcher.start()
    code = process.wait()
    watcher.join()
    after = os.times()
    assert code == 0, command
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, time.monotonic() - begin, peak[0]


def main():
    program, perplexity, baseline, model, text = sys.argv[1:6]
    chunks = int(sys.argv[6]) if len(sys.argv) > 6 else 6
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "cost.json"
        config.write_text(json.dumps({
            "name": "cost", "suites": [{"suite": "fidelity", "baseline": "base", "texts": [text], "chunks": chunks}],
            "server": {"gpu_layers": 0, "threads": 1, "tools": str(pathlib.Path(perplexity).parent),
                       "binary": str(pathlib.Path(perplexity).parent / "llama-server")},
            "models": [{"id": "model", "file": model}], "references": [{"id": "base", "file": baseline}]}))
        environment = {"QUANTLADDER_CACHE": f"{folder}/cache"}
        ours = lambda out: timed([program, "run", config, "--out", f"{folder}/{out}"], environment)
        alone = lambda: timed([perplexity, "-m", model, "-f", text, "-c", "512", "-b", "512", "--chunks", str(chunks), "-t", "1",
                               "-ngl", "0", "--kl-divergence-base", "/dev/null"])
        ours("first")
        rows = {"llama-perplexity alone": [], "with our reading": [], "a start that measures nothing": []}
        for number in range(ROUNDS):
            rows["llama-perplexity alone"].append(alone())
            rows["with our reading"].append(ours(number))
            rows["a start that measures nothing"].append(ours(number))
        medians = {name: [statistics.median(values) for values in zip(*runs)] for name, runs in rows.items()}
        for name, (cpu, wall, peak) in medians.items():
            print(f"{name}: {cpu:.2f} CPU s, {wall:.2f} s, peak {peak:.0f} MiB")
        (plain, plain_wall, _), (full, wall, peak), (idle, idle_wall, _) = medians.values()
        print(f"more CPU: {100 * (full - idle - plain) / plain:.1f} %, wall: {(wall - idle_wall) / plain_wall:.3f} times, "
              f"own memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
