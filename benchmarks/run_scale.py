#!/usr/bin/env python3
"""Resume and report of a large run: wall time and memory by the number of cells. Not a test: it prints what it measured.

usage: run_scale.py PROGRAM CONFIG RUN [CELLS ...]      (default 10000 and 100000)

RUN is a finished run of CONFIG. Its first iteration is copied as often as it takes, with other texts, into a folder of
its own; then `plan` (which reads what a resumed run reads) and `report` are timed.
"""
import json
import pathlib
import shutil
import sys
import tempfile

from timed import timed


def copies(run, folder, cells):
    """Writes `cells` cells and returns the number of iterations that they are."""
    records = [path for path in sorted(run.glob("*/records/**/iter_01.*.a1.json"))]
    iterations = cells // len(records)
    texts = [(path.relative_to(run), json.loads(path.read_text())) for path in records]
    for path, record in texts:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        for iteration in range(1, iterations + 1):
            record["iteration"] = iteration
            if record.get("generation"):
                record["generation"]["text_sha256"] = f"{iteration:064x}"
            name = path.name.replace("iter_01", f"iter_{iteration:02}")
            (folder / path).with_name(name).write_text(json.dumps(record, indent=1))
    for path in run.glob("*/servers/*"):
        (folder / path.relative_to(run)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path.relative_to(run))
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["iterations"] = iterations
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return iterations


def main():
    program, config, run = sys.argv[1:4]
    print(f"{'cells':>8} {'command':<8} {'wall s':>8} {'CPU s':>8} {'MiB':>8}")
    for cells in map(int, sys.argv[4:] or ("10000", "100000")):
        with tempfile.TemporaryDirectory() as folder:
            large = pathlib.Path(folder) / "run"
            large.mkdir()
            iterations = copies(pathlib.Path(run), large, cells)
            plan = [program, "plan", config, "--out", str(large), "--iterations", str(iterations)]
            for name, command in (("plan", plan), ("report", [program, "report", str(large)])):
                wall, cpu, mib = timed(command)
                print(f"{cells:>8} {name:<8} {wall:>8.1f} {cpu:>8.1f} {mib:>8.0f}", flush=True)


if __name__ == "__main__":
    main()
