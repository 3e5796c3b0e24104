#!/usr/bin/env python3
"""The page of a large run beside its figures alone: time and memory of writing. Not a test: it prints what it measured.

usage: page_scale.py PROGRAM RUN [CELLS [BYTES_OF_TEXT]]      (default 10000 5000)

RUN is a finished run. Its first iteration is copied until there are so many cells, each with a reply of its own. Then
`report --format json` and `report --format html` are timed in turn, and gzip on the same texts.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from run_scale import copies
from timed import timed

WORDS = "def return for in range self value print list item None import lambda yield = + ( ) : [ ]".split()
TURNS = 3


def write_texts(folder, size):
    """Gives each record a text like code; returns a file with all of them."""
    draw = random.Random(1)
    with open(folder.parent / "texts", "w", encoding="utf-8") as every:
        for path in folder.glob("*/records/**/*.json"):
            record = json.loads(path.read_text())
            if not record.get("generation"):
                continue
            text = ""
            while len(text) < size:
                text += draw.choice(WORDS) + draw.choice((" ", " ", " ", "\n    "))
            record["generation"]["text"] = text[:size]
            every.write(text[:size])
            path.write_text(json.dumps(record))
        return every.name


def main():
    program, run = sys.argv[1:3]
    cells, size = (list(map(int, sys.argv[3:])) + [10000, 5000][len(sys.argv) - 3:])[:2]
    with tempfile.TemporaryDirectory() as folder:
        large = pathlib.Path(folder) / "run"
        large.mkdir()
        copies(pathlib.Path(run), large, cells)
        texts = write_texts(large, size)
        commands = {"json": [program, "report", large, "--format", "json"],
                    "html": [program, "report", large, "--format", "html"],
                    "gzip": ["gzip", "--keep", "--stdout", texts]}
        costs = {name: [] for name in commands}
        for _ in range(TURNS):
            for name, command in commands.items():
                costs[name].append(timed(list(map(str, command))))
        print(f"{'what':<8} {'wall s':>8} {'CPU s':>8} {'MiB':>8}")
        for name in commands:
            wall, cpu, mib = (sorted(column)[TURNS // 2] for column in zip(*costs[name]))
            print(f"{name:<8} {wall:>8.1f} {cpu:>8.1f} {mib:>8.0f}")
        print(f"report.html: {(large / 'report.html').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
