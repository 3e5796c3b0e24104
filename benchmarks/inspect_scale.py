#!/usr/bin/env python3
"""`inspect` of a large model's header: time and memory, beside PyPI's `gguf` reader where it is installed. Not a test: it
prints what it measured.

usage: inspect_scale.py PROGRAM [PYTHON]      PYTHON: an interpreter that imports gguf

The file has 20 GB (sparse), 262,144 tokens with scores and types, and 2,000 tensors. Each program reads it once to warm up
and then ROUNDS times, the two by turns.
"""
import os
import pathlib
import statistics
import struct
import sys
import tempfile

from timed import timed

TOKENS, TENSORS, BYTES, ROUNDS = 262144, 2000, 20_000_000_000, 5
UINT32, INT32, FLOAT32, STRING, ARRAY = 4, 5, 6, 8, 9
Q8_0, BLOCK, BLOCK_BYTES = 8, 32, 34
ALIGNMENT = 32


def text(value):
    return struct.pack("<Q", len(value)) + value


def array(key, kind, payload):
    return text(key) + struct.pack("<IIQ", ARRAY, kind, TOKENS) + payload


def write(path):
    pairs = [text(b"general.architecture") + struct.pack("<I", STRING) + text(b"llama"),
             text(b"general.file_type") + struct.pack("<II", UINT32, 7),
             text(b"llama.block_count") + struct.pack("<II", UINT32, TENSORS // 10),
             text(b"tokenizer.ggml.eos_token_id") + struct.pack("<II", UINT32, 2),
             array(b"tokenizer.ggml.tokens", STRING, b"".join(text(b"token%d" % i) for i in range(TOKENS))),
             array(b"tokenizer.ggml.scores", FLOAT32, bytes(4 * TOKENS)),
             array(b"tokenizer.ggml.token_type", INT32, bytes(4 * TOKENS))]
    row, rows = 4096, BYTES // TENSORS // (4096 // BLOCK * BLOCK_BYTES)
    size = rows * row // BLOCK * BLOCK_BYTES
    size += -size % ALIGNMENT
    tensors = [text(b"blk.%d.part%d.weight" % (i // 10, i % 10)) + struct.pack("<IQQIQ", 2, row, rows, Q8_0, i * size)
               for i in range(TENSORS)]
    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs)) + b"".join(pairs) + b"".join(tensors)
    path.write_bytes(header + bytes(-len(header) % ALIGNMENT))
    os.truncate(path, path.stat().st_size + TENSORS * size)


def main():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "large.gguf"
        write(file)
        commands = {"inspect": [sys.argv[1], "inspect", str(file)]}
        if len(sys.argv) > 2:
            commands["gguf (PyPI)"] = [sys.argv[2], "-c", "import sys, gguf; gguf.GGUFReader(sys.argv[1])", str(file)]
        for command in commands.values():
            timed(command)
        measured = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                measured[name].append(timed(command))
        print(f"{'program':<12} {'wall ms':>8} {'CPU ms':>8} {'MiB':>6}      medians of {ROUNDS}")
        for name, times in measured.items():
            wall, cpu, mib = (statistics.median(column) for column in zip(*times))
            print(f"{name:<12} {1000 * wall:>8.0f} {1000 * cpu:>8.0f} {mib:>6.0f}", flush=True)


if __name__ == "__main__":
    main()
