#!/usr/bin/env python3
"""results/README.md documents what the program writes: every key, every outcome, and nothing else.

usage: results_readme_test.py PROJECT_FOLDER
"""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[1]
README = (ROOT / "results/README.md").read_text(encoding="utf-8")
CONFIG_README = (ROOT / "configs/README.md").read_text(encoding="utf-8")  # a model's `server` is described there
WRITERS = ["store/generation_json", "store/manifest", "store/model_json", "store/record_json", "store/stopping_log",
           "report/json", "report/json_model", "report/json_comparison", "report/iteration_json"]
JSON_SECTIONS = ["manifest.json", "stopping.json", "Records", "servers/start_NN.json", "iter_NN.json", "summary.json",
                 "Comparison"]


def code_words(text):
    return {word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[a-z0-9_]+", span)}


def written_keys():
    keys = set()
    for name in WRITERS:
        text = (ROOT / "src" / f"{name}.cpp").read_text(encoding="utf-8")
        keys |= set(re.findall(r'\{\s*"([a-z0-9_]+)",', text))
        keys |= set(re.findall(r'(?:json|entry|ci)\["([a-z0-9_]+)"\]', text))
    return keys


def outcome_ids():
    return set(re.findall(r'\{O::\w+, "([a-z_.]+)"', (ROOT / "src/core/outcome.cpp").read_text(encoding="utf-8")))


class ResultsReadme(unittest.TestCase):
    def test_names_every_key_that_is_written(self):
        keys = written_keys()
        self.assertGreater(len(keys), 100)
        server = re.search(r"^## Server\n(.*?)^## ", CONFIG_README, flags=re.M | re.S).group(1)
        self.assertEqual(keys - code_words(README) - code_words(server), set())

    def test_names_no_key_that_is_not_written(self):
        sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", README, flags=re.M | re.S))
        for title in JSON_SECTIONS:
            text = re.sub(r"^`start_NN.samples.csv`.*", "", sections[title], flags=re.M | re.S)
            for first_column in re.findall(r"^\| ([^|]*`[^|]*) \|", text, flags=re.M):
                for key in re.findall(r"`([a-z0-9_]+)`", first_column):
                    self.assertIn(key, written_keys(), f"{title}: {first_column}")

    def test_names_every_outcome(self):
        table = re.search(r"^## Outcomes\n(.*?)^## ", README, flags=re.M | re.S).group(1)
        named = set()
        for cells in re.findall(r"^\| (`[^|]*) \|", table, flags=re.M):
            spans = re.findall(r"`([^`]+)`", cells)
            group = spans[0].split(".")[0]
            named |= {group + span if span.startswith(".") else span for span in spans}
        self.assertEqual(named, outcome_ids())


if __name__ == "__main__":
    unittest.main()
