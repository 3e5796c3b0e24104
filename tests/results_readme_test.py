#!/usr/bin/env python3
"""results/README.md documents what the program writes, section by section: every key, every outcome, nothing else.

usage: results_readme_test.py PROJECT_FOLDER FIELD_KEYS_PROGRAM
"""
import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1))
FIELD_KEYS = sys.argv.pop(1)

# The tables of keys, in the README's order: section, which of its tables, and the object whose keys it has. Each is
# either written by a table of fields, or derived: then the golden files have every key.
TABLES = [
    ("manifest.json", 0, "manifest"),
    ("manifest.json", 1, "manifest/models"),
    ("manifest.json", 2, "manifest/models/gguf/anatomy"),
    ("manifest.json", 3, "difference"),
    ("stopping.json", 0, "stopping log"),
    ("stopping.json", 1, "stopping log/looks/comparisons"),
    ("Records", 0, "record"),
    ("Records", 1, "record/generation"),
    ("Records", 2, "record/judgements"),
    ("Records", 3, "record/exchanges"),
    ("Records", 4, "episode judgement/turns"),
    ("Memory", 0, "record/memory"),
    ("servers/start_NN.json", 0, "server start"),
    ("iter_NN.json", 0, "iteration"),
    ("iter_NN.json", 1, "iteration/cells"),
    ("summary.json", 0, "summary"),
    ("summary.json", 1, "summary/models"),
    ("Comparison", 0, "summary/comparison"),
]
# The tables for other programs, whose columns the golden files have, one a line.
EXPORTS = {"cells.csv": "cells", "models.csv": "models", "starts.csv": "starts"}
# Columns that follow each figure of models.csv; the README describes them once.
BESIDE_FIGURES = ("_lo", "_hi", "_sd", "_n", "_distinct", "_kind")
INTERVAL = frozenset({"lo", "hi"})  # described once, above the tables of summary.json


def sections(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^##+ (.+?)\n(.*?)(?=^##|\Z)", text, flags=re.M | re.S))


README = sections("results/README.md")


def code_words(text):
    return {word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[a-z0-9_]+", span)}


def keys_of(value):
    """The keys of a JSON value and of what lies below them; None where it has none."""
    if isinstance(value, dict):
        return {key: keys_of(below) for key, below in value.items()}
    keys = None
    for each in map(keys_of, value if isinstance(value, list) else []):
        for key, below in (each or {}).items():
            keys = keys or {}
            keys[key] = {**(keys.get(key) or {}), **below} if below else keys.get(key)
    return keys


def written():
    trees = json.loads(subprocess.check_output([FIELD_KEYS]))
    for name in ("summary", "iteration"):
        trees[name] = keys_of(json.loads((ROOT / f"tests/golden/report/{name}.json").read_text(encoding="utf-8")))
    return trees


def rows(section, index):
    """First column's key -> the row's text. A row "score.ci" goes on with that of "score"."""
    tables = re.findall(r"^\| (?:key|column) \|.*\n\|[- |]+\n((?:\|.*\n?)+)", README[section], flags=re.M)
    found = {}
    for line in tables[index].splitlines():
        for key in re.findall(r"`([a-z0-9_.]+)`", line.split(" | ")[0]):
            head = key.split(".")[0]
            found[head] = found.get(head, "") + line
    return found


def outcome_ids():
    named = set()
    for cells in re.findall(r"^\| (`[^|]*) \|", README["Outcomes"], flags=re.M):
        spans = re.findall(r"`([^`]+)`", cells)
        named |= {spans[0].split(".")[0] + span if span.startswith(".") else span for span in spans}
    return named


class ResultsReadme(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.written = written()

    def object_at(self, path):
        keys = self.written
        for step in path.split("/"):
            keys = keys[step]
        return keys

    def test_each_table_has_the_keys_of_its_object(self):
        for section, index, path in TABLES:
            self.assertEqual(set(rows(section, index)), set(self.object_at(path)), f"{section}, table {index + 1}")

    def test_each_row_names_the_keys_below_its_key(self):
        # What need not be named once more: what has a table of its own, and what a row has named.
        server = re.findall(r"^\| `([a-z_]+)`", sections("configs/README.md")["Server"], flags=re.M)
        named = {INTERVAL, frozenset(outcome_ids()), frozenset(server)}
        named |= {frozenset(self.object_at(path)) for _, _, path in TABLES}
        for section, index, path in TABLES:
            for key, text in rows(section, index).items():
                self.check_below(self.object_at(path)[key], code_words(text), named, f"{section}: {key}")

    def check_below(self, keys, words, named, place):
        if keys is None or frozenset(keys) in named:
            return
        self.assertEqual(set(keys) - words, set(), place)
        named.add(frozenset(keys))
        for key, below in keys.items():
            self.check_below(below, words, named, f"{place}/{key}")

    def test_each_table_for_other_programs_has_its_columns(self):
        for section, name in EXPORTS.items():
            golden = (ROOT / f"tests/golden/report/columns/{name}.txt").read_text(encoding="utf-8")
            columns = {line.split(" | ")[0] for line in golden.splitlines()}
            beside = {column for column in columns for suffix in BESIDE_FIGURES
                      if name == "models" and column.removesuffix(suffix) in columns - {column}}
            self.assertEqual(set(rows(section, 0)), columns - beside, section)
            self.assertEqual(len(beside) > 0, name == "models", section)

    def test_scores_of_an_imported_table_are_named(self):
        [row] = re.findall(r"^\| `scores.json` .*", README["Layout"], flags=re.M)
        self.assertEqual(set(self.written["given score"]) - code_words(row), set())

    def test_names_every_outcome(self):
        self.assertEqual(outcome_ids(), set(self.written["summary"]["models"]["outcomes"]))


if __name__ == "__main__":
    unittest.main()
