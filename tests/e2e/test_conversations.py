"""A suite of conversations, as its author proves it."""
import json


def write_suite(folder):
    """Two turns: the first gives a module and what it uses, the second that module alone."""
    def task(name, files):
        return json.dumps({"id": name, "title": name, "language": "python", "module": "main", "files": files, "entry_points": [],
                           "tests": [f"test_{name}.py"], "keywords": ["def"]})

    files = {"suite.json": json.dumps({"id": "talk", "version": "1.0.0", "kind": "load", "title": "T", "description": "d",
                                       "primary": {"id": "p", "turns": ["first", "second"]}, "side": [{"id": "s", "turns": ["other"]}],
                                       "tasks": ["first", "second", "other"]}),
             "first/task.json": task("first", ["numbers_of.py", "main.py"]),
             "first/test_first.py": "import main\n\n\ndef test_total():\n    assert main.total() == 3\n",
             "first/reference/numbers_of.py": "NUMBERS = [1, 2]\n",
             "first/reference/main.py": "from numbers_of import NUMBERS\n\n\ndef total():\n    return sum(NUMBERS)\n",
             "second/task.json": task("second", ["main.py"]),
             "second/test_second.py": "import main\n\n\ndef test_largest():\n    assert main.largest() == 2\n",
             "second/reference/main.py": "from numbers_of import NUMBERS\n\n\ndef largest():\n    return max(NUMBERS)\n",
             "second/wrong/smallest.py": "# breaks: the largest\nfrom numbers_of import NUMBERS\n\n\ndef largest():\n    return min(NUMBERS)\n",
             "other/task.json": task("other", ["main.py"]),
             "other/test_other.py": "import main\n\n\ndef test_add():\n    assert main.add(1, 2) == 3\n",
             "other/reference/main.py": "def add(a, b):\n    return a + b\n"}
    for name in ("first", "second", "other"):
        files[f"{name}/prompt.md"] = "Write it.\n"
    for name, text in files.items():
        file = folder / "talk" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_the_tests_of_a_turn_see_the_files_of_the_turns_before_it(workplace):
    place = workplace()
    write_suite(place.folder)
    out, _ = place.run("verify", str(place.folder / "talk"))
    assert "all as they must be" in out and "talk/second" in out


def test_a_solution_of_a_later_turn_joins_the_references_of_the_earlier_ones(workplace):
    place = workplace()
    write_suite(place.folder)
    task = str(place.folder / "talk" / "second")
    (place.folder / "main.py").write_text("import numbers_of\n\n\ndef largest():\n    return sorted(numbers_of.NUMBERS)[-1]\n")
    out, _ = place.run("judge", "--task", task, "--solution", "main.py")
    assert "1/1 tests passed" in out
    (place.folder / "whole").mkdir()
    (place.folder / "whole" / "numbers_of.py").write_text("NUMBERS = [5]\n")
    (place.folder / "whole" / "main.py").write_text((place.folder / "main.py").read_text())
    out, _ = place.run("judge", "--task", task, "--solution", "whole", expect=1)
    assert "0/1 tests passed" in out
