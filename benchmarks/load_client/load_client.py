#!/usr/bin/env python3
"""How wrong clients measure, and what they cost, against a server that knows when it wrote what. Not a test.

usage: load_client.py FOLDER [--rounds N] [--streams 1,16,64,256] [--only ours,floor] [--peers VENV:VENV] [--rates]

FOLDER holds load_null_server, load_ours and load_floor (the target load_client). In each round each client meets each
load once, one after the other, so that what else the machine does meets all alike. Peers are looked for in the given
environments' bin folders and on PATH; those that are absent are named and skipped.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

import peers

EVENTS, GAP_US, FIRST_MS = 128, 20_000, 50


class NullServer:
    """The program, and its own account of what it wrote."""

    def __init__(self, folder, tokens_per_event, pace, gap_us=GAP_US, events=EVENTS):
        command = [folder / "load_null_server", str(FIRST_MS), str(gap_us), str(events), str(tokens_per_event), pace]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def take(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        streams = []
        while "cpu_s" not in (line := json.loads(self.process.stdout.readline())):
            streams.append(line)
        return streams

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rate(times, tokens_per_event):
    return (len(times) - 1) * tokens_per_event / (times[-1] - times[0]) * 1e6


def errors(exchange, truth, tokens_per_event):
    """In ms and per cent: what the client would report, less what the server did."""
    seen, wrote = exchange["arrivals"], truth["written"]
    assert len(seen) == len(wrote), f"{len(seen)} events seen, {len(wrote)} written"
    gaps = [abs((b - a) - (d - c)) / 1e3 for a, b, c, d in zip(seen, seen[1:], wrote, wrote[1:])]
    return {"ttft": [((seen[0] - exchange["sent"]) - (wrote[0] - truth["arrived"])) / 1e3],
            "gap": gaps,
            "delay": [(a - b) / 1e3 for a, b in zip(seen, wrote)],
            "rate": [abs(rate(seen, tokens_per_event) / rate(wrote, tokens_per_event) - 1) * 100]}


def run_own(program, server, streams, tokens_per_event, first_seed):
    """One turn of ours or of the floor: errors of all requests, and cost."""
    output = subprocess.run([program, server.url, str(streams), str(first_seed)], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in output.stdout.splitlines()]
    truths = {stream["seed"]: stream for stream in server.take()}
    found = {}
    for exchange in lines[:-1]:
        for name, values in errors(exchange, truths[exchange["seed"]], tokens_per_event).items():
            found.setdefault(name, []).extend(values)
    events = sum(len(exchange["arrivals"]) for exchange in lines[:-1])
    cost = {"loop": lines[-1]["cpu_loop_s"] / events * 1e5, "process": lines[-1]["cpu_process_s"] / events * 1e5,
            "mib": lines[-1]["rss_mib"]}
    return found, cost


class Tally:
    def __init__(self):
        self.found, self.costs = {}, {}

    def add(self, found, cost):
        for name, values in found.items():
            self.found.setdefault(name, []).extend(values)
        for name, value in cost.items():
            self.costs.setdefault(name, []).append(value)

    def row(self):
        shown = lambda name, share: f"{percentile(self.found[name], share):.2f}" if name in self.found else "-"
        cost = lambda name: f"{statistics.median(self.costs[name]):.2f}" if name in self.costs else "-"
        return [f"{shown('ttft', .5)} / {shown('ttft', .99)}", f"{shown('gap', .5)} / {shown('gap', .99)}",
                f"{shown('delay', .5)} / {shown('delay', .99)}", shown("rate", .99), cost("loop"), cost("process"), cost("mib")]


HEADINGS = ["streams", "pace", "tokens/event", "client", "TTFT error p50 / p99 ms", "gap error p50 / p99 ms", "read after written p50 / p99 ms",
            "tokens/s error p99 %", "CPU loop s/100k", "CPU process s/100k", "MiB"]


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def measure(arguments):
    clients = {name: arguments.folder / f"load_{name}" for name in arguments.only.split(",")}
    present = peers.find(arguments.peers.split(":") if arguments.peers else [])
    loads = [(int(n), pace, k) for n in arguments.streams.split(",") for pace in ("step", "spread") for k in (1, 4)]
    tallies, seed = {}, 1
    for _ in range(arguments.rounds):
        for streams, pace, tokens_per_event in loads:
            server = NullServer(arguments.folder, tokens_per_event, pace)
            for name, program in clients.items():
                found, cost = run_own(program, server, streams, tokens_per_event, seed)
                seed += streams
                tallies.setdefault((streams, pace, tokens_per_event, name), Tally()).add(found, cost)
            for name, peer in list(present.items()) if tokens_per_event == 1 else []:
                try:
                    found, cpu_s, mib = peer(server, streams, EVENTS)
                    cost = {"process": cpu_s / (streams * EVENTS) * 1e5, "mib": mib}
                    tallies.setdefault((streams, pace, tokens_per_event, name), Tally()).add(found, cost)
                except RuntimeError as error:
                    print(f"{name} is left out from here on: {error}", file=sys.stderr)
                    del present[name]
            server.close()
    print_row(HEADINGS)
    print_row(["---"] * len(HEADINGS))
    for load, tally in tallies.items():
        print_row([*load, *tally.row()])


def highest_rates(arguments):
    """The most events a second at which 99 % were read within 5 ms of their writing."""
    for name in arguments.only.split(","):
        best, seed = 0, 1
        for gap_us in (16_000, 8_000, 4_000, 2_800, 2_000, 1_400, 1_000, 700, 500):
            server = NullServer(arguments.folder, 1, "spread", gap_us, 2_000_000 // gap_us)
            found, _ = run_own(arguments.folder / f"load_{name}", server, 64, 1, seed)
            server.close()
            seed += 64
            if percentile(found["delay"], .99) > 5:
                break
            best = int(64 * 1e6 / gap_us)
        print(f"{name}: {best} events/s over 64 streams with 99 % read within 5 ms", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", default="1,16,64,256")
    parser.add_argument("--only", default="ours,floor")
    parser.add_argument("--peers", default="")
    parser.add_argument("--rates", action="store_true", help="also the highest rate of events without lag")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", file=sys.stderr)
    measure(arguments)
    if arguments.rates:
        highest_rates(arguments)


if __name__ == "__main__":
    main()
