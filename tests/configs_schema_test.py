#!/usr/bin/env python3
"""The configurations, their JSON Schema, their README and the program agree on every key.

usage: configs_schema_test.py PROJECT_FOLDER PROGRAM
"""
import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SYSTEM_PYTHON = "/usr/bin/python3"

try:
    from jsonschema import Draft202012Validator
except ImportError:
    # The first python3 on PATH may be a version manager's; the distribution's package is in the distribution's.
    if os.path.realpath(sys.executable) == os.path.realpath(SYSTEM_PYTHON):
        sys.exit("python3-jsonschema is missing: scripts/test installs it")
    os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, *sys.argv])

ROOT = pathlib.Path(sys.argv.pop(1))
PROGRAM = sys.argv.pop(1)
CONFIGS = ROOT / "configs"
DEFAULTS = [ROOT / "include/quantladder" / name for name in ("bench/config.h", "core/model.h", "core/sweep.h", "tasks/suite.h")]

REFUSED = {("profile", "repetition_penalty")}  # known to the parser only to be refused with advice
SECTION_OF_OBJECT = {
    "experiment": "Experiment",
    "suite": "Suites",
    "sweep": "Sweep",
    "choose": "Choose",
    "limits": "Limits",
    "imatrix": "Importance matrix",
    "model": "Models",
    "arm": "Arms",
    "server": "Server",
    "draft": "Draft",
    "sampling": "Sampling",
    "profile": "Profiles",
    "client": "Client",
    "probe": "Probe",
    "judging": "Judging",
}
STRUCT_OF_OBJECT = {
    "experiment": "Experiment",
    "server": "ServerSettings",
    "suite": "SpeedSuite",
    "imatrix": "ImatrixText",
    "client": "ClientSettings",
    "probe": "ProbeSettings",
    "judging": "JudgingSettings",
}


def without_comments(text):
    """Comments outside of strings, which may hold // themselves (URLs)."""
    return re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', lambda match: match.group(1) or "", text, flags=re.S)


def read_json(path):
    return json.loads(without_comments(path.read_text(encoding="utf-8")))


EXPERIMENT = read_json(CONFIGS / "experiment.schema.json")
SAMPLING = read_json(CONFIGS / "sampling.schema.json")
README = (CONFIGS / "README.md").read_text(encoding="utf-8")


def bundled(schema):
    """The experiment's schema with the file that it refers to put in: how that is looked up depends on the version."""
    schema = copy.deepcopy(schema)
    profiles = schema["$defs"]["experiment"]["properties"]["profiles"]
    assert profiles.pop("$ref") == "sampling.schema.json"
    profiles.update((key, value) for key, value in SAMPLING.items() if not key.startswith("$"))
    schema["$defs"].update(SAMPLING["$defs"])
    return schema


def problems(schema, value):
    schema = bundled(schema) if schema is EXPERIMENT else schema
    errors = Draft202012Validator(schema).iter_errors(value)
    return [f"{list(error.absolute_path)}: {error.message}" for error in errors]


def schema_keys():
    keys = {name: set(entry["properties"]) for name, entry in EXPERIMENT["$defs"].items() if "properties" in entry}
    keys["profile"] = set(SAMPLING["$defs"]["profile"]["properties"])
    keys["sampling"] |= keys.pop("request")
    return keys


def keys_known_to_program(config, folder):
    """The keys that the program lists where `config` has one that is like none of them."""
    path = folder / "experiment.json"
    path.write_text(json.dumps(config))
    done = subprocess.run([PROGRAM, "plan", path], stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "MODELS": str(folder)})
    known = re.search(r"@: unknown key; known are (.*)", done.stderr)
    assert done.returncode == 2 and known, done.stderr
    return known.group(1).split(", ")


def program_keys():
    """Object -> the keys that the program reads in it."""
    keys = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sampling.json", "recipes.json"):
            shutil.copy(CONFIGS / name, folder)
        for name in ("model-Q8_0.gguf", "model-F16.gguf", "calibration.txt", "template.jinja", "notes.txt"):
            (pathlib.Path(folder) / name).touch()
        subprocess.run([sys.executable, ROOT / "tests/support/make_tiny_gguf.py", f"{folder}/tiny-F16.gguf"], check=True)
        for name in ("tiny-Q8_0.gguf", "tiny-Q4_0.gguf"):
            shutil.copy(f"{folder}/tiny-F16.gguf", f"{folder}/{name}")
        for name, config in with_key_added("@" * 30):
            keys.setdefault(name, set()).update(keys_known_to_program(config, pathlib.Path(folder)))
    return {name: {key for key in found if (name, key) not in REFUSED} for name, found in keys.items()}


def readme_rows():
    """Object -> key -> its default as JSON text, or None where the README gives it in words."""
    rows = {}
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", README, flags=re.M | re.S))
    for name, section in SECTION_OF_OBJECT.items():
        found = re.findall(r"^\| `([^`]+)` \|[^|]*\| ([^|]*?) ?\|", sections[section], flags=re.M)
        rows[name] = {key: (default[1:-1] if re.fullmatch("`[^`]*`", default) else None) for key, default in found}
    return rows


def schema_defaults(name):
    entry = EXPERIMENT["$defs"].get(name) or SAMPLING["$defs"][name]
    properties = dict(entry["properties"])
    if name == "sampling":
        properties.update(EXPERIMENT["$defs"]["request"]["properties"])
    return {key: value["default"] for key, value in properties.items() if "default" in value}


def struct_defaults(struct):
    """Member -> its initialiser in the headers, where that is a literal."""
    for path in DEFAULTS:
        body = re.search(rf"^struct {struct} {{(.*?)^}};", path.read_text(encoding="utf-8"), flags=re.M | re.S)
        if body:
            literals = re.findall(r'^\s*[\w:]+ (\w+) = ("[^"]*"|[\d.]+);', body.group(1), flags=re.M)
            return {name: json.loads(value) for name, value in literals}
    raise AssertionError(f"no struct {struct}")


def examples():
    """Of models, and of a sweep and of files to choose from in their place. Together they use every key."""
    found = [json.loads(without_comments(text)) for text in re.findall(r"```jsonc\n(.*?)```", README, flags=re.S)]
    return sorted(found, key=lambda config: "models" not in config)


def complete_example():
    return examples()[0]


def with_key_added(key):
    """The examples with this key in each of their objects, as (schema object, configuration)."""
    for number, example in enumerate(examples()):
        for index, (name, _) in enumerate(objects_of(example)):
            config = examples()[number]
            list(objects_of(config))[index][1][key] = 1
            yield name, config


def objects_of(config):
    """Every object of a configuration with fixed keys, as (schema object, the object itself)."""
    yield "experiment", config
    yield from ((name, config[name]) for name in ("client", "probe", "judging", "sweep", "choose", "limits") if name in config)
    if isinstance(config.get("sweep", {}).get("imatrix"), dict):
        yield "imatrix", config["sweep"]["imatrix"]
    yield from (("profile", profile) for profile in config.get("profiles", {}).values())
    yield from (("suite", suite) for suite in config["suites"] if isinstance(suite, dict))
    models = config.get("models", [])
    arms = [arm for model in models for arm in model.get("arms", [])]
    yield from (("model", model) for model in models + config.get("references", []))
    yield from (("arm", arm) for arm in arms)
    for holder in [config, *models, *arms]:
        if "server" in holder:
            yield "server", holder["server"]
            if "draft" in holder["server"]:
                yield "draft", holder["server"]["draft"]
        if "sampling" in holder:
            yield "sampling", holder["sampling"]
            yield from (("sampling", layer) for layer in holder["sampling"].get("tasks", {}).values())


class Schemas(unittest.TestCase):
    def test_are_schemas(self):
        for schema in (EXPERIMENT, SAMPLING):
            Draft202012Validator.check_schema(schema)

    def test_accept_every_configuration(self):
        names = [path for path in CONFIGS.glob("*.json") if not path.name.endswith(".schema.json")]
        self.assertGreaterEqual(len(names), 4)
        for path in names:
            if path.name == "recipes.json":
                continue  # no configuration; tests/sweep/recipes_test.cpp reads it
            schema = SAMPLING if path.name == "sampling.json" else EXPERIMENT
            self.assertEqual(problems(schema, read_json(path)), [], path.name)

    def test_know_the_keys_that_the_program_reads(self):
        self.assertEqual(schema_keys(), program_keys())

    def test_have_the_programs_defaults(self):
        checked = 0
        for name, struct in STRUCT_OF_OBJECT.items():
            literals = struct_defaults(struct)
            for key, default in schema_defaults(name).items():
                if key in literals:
                    self.assertEqual(default, literals[key], f"{name}/{key}")
                    checked += 1
        self.assertGreaterEqual(checked, 14)


class Readme(unittest.TestCase):
    def test_documents_the_keys_of_the_schema(self):
        self.assertEqual({name: set(rows) for name, rows in readme_rows().items()}, schema_keys())

    def test_names_the_defaults_of_the_schema(self):
        for name, rows in readme_rows().items():
            documented = {key: json.loads(default) for key, default in rows.items() if default}
            self.assertEqual(documented, schema_defaults(name), name)

    def test_names_every_configuration(self):
        for path in CONFIGS.glob("*.json"):
            self.assertIn(f"`{path.name}`", README)


class CompleteExample(unittest.TestCase):
    def test_is_valid(self):
        for example in examples():
            self.assertEqual(problems(EXPERIMENT, example), [])

    def test_uses_every_key(self):
        used = {}
        for example in examples():
            for name, entry in objects_of(example):
                used.setdefault(name, set()).update(entry)
        used["experiment"].add("suite")  # "suites" stands in its place
        self.assertEqual(used, schema_keys())

    def test_with_an_unknown_key_anywhere_is_rejected(self):
        for name, config in with_key_added("no_such_key"):
            self.assertNotEqual(problems(EXPERIMENT, config), [], f"unknown key in {name}")

    def test_with_a_wrong_value_is_rejected(self):
        wrong = {
            "two sources": lambda config: config["models"][0].update(hf="a/b"),
            "no source": lambda config: config["models"][0].pop("file"),
            "no models": lambda config: config.update(models=[]),
            "models and files to choose from": lambda config: config.update(choose={"files": ["a.gguf", "b.gguf"]}),
            "a limit of 0": lambda config: config.update(limits={"max_kld": 0}),
            "models and a sweep": lambda config: config.update(sweep={"from": "a.gguf"}),
            "an id that is no folder's name": lambda config: config["models"][0].update(id="a/b"),
            "an id of the run's own files": lambda config: config["models"][0].update(id="report.md"),
            "a name that no folder could have": lambda config: config.update(name="a" * 101),
            "a hash of no file": lambda config: config["models"][1].update(sha256="0" * 64),
            "a served model of no endpoint": lambda config: config["models"][0].update(served_model="big"),
            "tasks within tasks": lambda config: config["sampling"]["tasks"]["L5"].update(tasks={}),
            "an ignored sampler": lambda config: config["profiles"]["house"].update(repetition_penalty=1.1),
            "a rounded context": lambda config: config["server"].update(ctx="16k"),
            "a draft model without a file": lambda config: config["server"].update(draft={"type": "model"}),
            "a file of no draft model": lambda config: config["server"].update(draft={"type": "mtp", "file": "a.gguf"}),
            "a single arm": lambda config: config["models"][-1].update(arms=[{"in_flight": 1}]),
            "an arm with nothing in flight": lambda config: config["models"][-1]["arms"][0].update(in_flight=0),
            "an arm under load with a server of its own": lambda config: config["models"][-1]["arms"][0].update(server={"ctx": 64}),
            "an arm without a name": lambda config: config["models"][-1]["arms"][0].pop("in_flight"),
            "thinking as a boolean": lambda config: config["sampling"].update(thinking=True),
        }
        for what, change in wrong.items():
            config = copy.deepcopy(complete_example())
            change(config)
            self.assertNotEqual(problems(EXPERIMENT, config), [], what)


if __name__ == "__main__":
    unittest.main()
