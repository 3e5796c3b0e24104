"""Suites made of data sets: small ones of our own, in the forms in which the public ones come."""
import base64
import gzip
import json
import os
import pickle
import zlib

from harness import rule

ODD = "quote ' \" \"\"\" back\\slash \u00e9 \u2028 \U0001f600 nul \0 {python_version} ```"

TWICE = {"task_id": "Own/0", "entry_point": "twice",
         "prompt": 'def twice(n):\n    """Twice n."""\n',
         "canonical_solution": "    return 2 * n\n",
         "test": "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(-3) == -6\n"}
# Its check uses what the prompt defines, and the reference itself.
DECODE = {"task_id": "Own/1", "entry_point": "solution",
          "prompt": 'def encode(text):\n    return text[::-1]\n\n\ndef solution(text):\n    """Undoes encode."""\n',
          "canonical_solution": "    return text[::-1]\n",
          "test": "def check(candidate):\n    import random\n    text = str(random.random())\n    assert candidate(encode(text)) == text\n"
                  "    assert candidate('ab') == solution('ab')\n"}
# Its check asserts what the answer returns, without a comparison.
EVEN = {"task_id": "Own/2", "entry_point": "even",
        "prompt": "def even(n):\n", "canonical_solution": "    return n % 2 == 0\n",
        "test": "def check(candidate):\n    assert candidate(4)\n    assert candidate(-2)\n"}
SAYS = {"task_id": "Own/3", "entry_point": "say",
        "prompt": "def say():\n", "canonical_solution": "    return %r\n" % ODD,
        "test": "def check(candidate):\n    assert candidate() == %r\n" % ODD}
RAW = {**SAYS, "task_id": "Own/4", "canonical_solution": "    return \"\"\"'\\\\\u00e9\u2028\U0001f600\"\"\"\n",
       "test": "def check(candidate):\n    assert list(map(ord, candidate())) == [0x27, 0x5c, 0xe9, 0x2028, 0x1f600]\n"}


def write_rows(path, rows):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def imported(place, data_set, rows, name="own"):
    write_rows(place.folder / f"{name}.jsonl", rows)
    out, _ = place.run("suite", "import", data_set, f"{name}.jsonl", "--out", name)
    assert f"{len(rows)} tasks of" in out
    return place.folder / name


def verified(place, suite, expect=0):
    rows = json.loads(place.run("verify", suite, "--json", expect=expect)[0])
    return {(row["task"].split("/")[1], row["candidate"]): row for row in rows}


def judged(place, task, code, expect):
    (place.folder / "answer.py").write_text(code)
    out, _ = place.run("judge", "--task", task, "--solution", "answer.py", "--json", expect=expect)
    return json.loads(out)


def test_references_of_humanevals_form_pass_and_junk_fails(workplace):
    place = workplace()
    write_rows(place.folder / "own.jsonl.gz", [TWICE, DECODE, EVEN, SAYS, RAW])
    out, _ = place.run("suite", "import", "humaneval", "own.jsonl.gz", "--out", "own")
    assert "5 tasks of HumanEval are in own" in out
    rows = verified(place, place.folder / "own")
    assert len(rows) == 5 * 6 and all(row["as_expected"] for row in rows.values())
    assert rows["Own_0", "reference reply"]["outcome"] == "pass"


def test_an_answer_to_an_imported_task_is_judged(workplace):
    place = workplace()
    suite = imported(place, "humaneval", [TWICE, EVEN])
    assert judged(place, f"{suite}/Own_0", "def twice(n):\n    return n + n\n", expect=0)["outcome"] == "pass"
    assert judged(place, f"{suite}/Own_0", "def twice(n):\n    return 4\n", expect=1)["outcome"] == "fail"
    true_to_all = "class Yes:\n    def __bool__(self):\n        return True\n    def __eq__(self, other):\n        return True\n"
    assert judged(place, f"{suite}/Own_2", true_to_all + "def even(n):\n    return Yes()\n", expect=1)["outcome"] == "fail"
    assert judged(place, f"{suite}/Own_0", true_to_all + "def twice(n):\n    return Yes()\n", expect=1)["outcome"] == "fail"


def test_an_imported_suite_is_measured(workplace):
    place = workplace({"rules": [rule("twice", "```python\ndef twice(n):\n    return 2 * n\n```\n"), rule("even", "No.")]})
    place.save(suite=str(imported(place, "humaneval", [TWICE, EVEN])), iterations=1, rounds=1)
    place.measure()
    assert {record["item"]: record["judgements"][-1]["outcome"] for record in place.records()} == {"Own_0": "pass", "Own_2": "no_answer"}


def test_a_reference_that_does_not_pass_is_reported_by_verify(workplace):
    place = workplace()
    suite = imported(place, "humaneval", [TWICE, {**TWICE, "task_id": "Own/9", "canonical_solution": "    return n\n"},
                                          {**TWICE, "task_id": "Own/8", "test": "def check(candidate) nonsense"}])
    rows = verified(place, suite, expect=1)
    assert rows["Own_0", "reference"]["as_expected"]
    assert not rows["Own_9", "reference"]["as_expected"] and rows["Own_9", "reference"]["outcome"] == "fail"
    assert not rows["Own_8", "reference"]["as_expected"]


def test_code_of_a_data_set_does_not_run_at_import(workplace):
    place = workplace()
    mark = place.folder / "mark"
    touch = f"open({str(mark)!r}, 'w').close()\n"
    imported(place, "humaneval", [{**TWICE, "prompt": touch + TWICE["prompt"], "test": touch + TWICE["test"]}])
    assert not mark.exists()


def test_a_malformed_row_is_named_and_skipped_only_when_told_to(workplace):
    place = workplace()
    write_rows(place.folder / "own.jsonl", [TWICE, {"task_id": "Own/1"}, EVEN])
    _, err = place.run("suite", "import", "humaneval", "own.jsonl", "--out", "own", expect=2)
    assert "own.jsonl: line 2: /prompt: missing, expected a string" in err and "--skip-malformed" in err
    assert not (place.folder / "own").exists()
    out, err = place.run("suite", "import", "humaneval", "own.jsonl", "--out", "own", "--skip-malformed")
    assert "2 tasks of HumanEval are in own; 1 skipped" in out and "skipped: own.jsonl: line 2" in err
    shown = json.loads(place.run("suite", "import", "humaneval", "own.jsonl", "--out", "two", "--skip-malformed", "--json")[0])
    assert shown["tasks"] == 2 and len(shown["skipped"]) == 1


HALF = {"task_id": "Own/0", "entry_point": "half", "prompt": "def half(n):\n", "canonical_solution": "    return n / 2\n",
        "contract": "\n    assert n\n", "atol": 0, "base_input": [[2]], "plus_input": [[-7], [0.3], [float("inf")], [float("nan")]]}
DIGITS = {**HALF, "task_id": "Own/1", "entry_point": "digits", "prompt": "def digits(n):\n",
          "canonical_solution": "    return len(str(n)) if type(n) is int else -1\n", "plus_input": [[10 ** 40]]}
# JSON has no tuples: the example in the prompt says what the arguments are.
JOINED = {**HALF, "task_id": "Own/2", "entry_point": "joined",
          "prompt": '"""\nJoin two tuples of numbers.\nassert joined((1, 2), [(3,), (4,)]) == (1, 2, 3)\n"""\n',
          "canonical_solution": "\ndef joined(a, b):\n    return a + b[0] + tuple({b[-1]: 0})\n",
          "base_input": [[[1, 2], [[3], [4]]]], "plus_input": [[[], [[5, 6]]]]}
ZERO = {**HALF, "task_id": "Own/3", "entry_point": "find_zero", "atol": 0.0001,
        "prompt": "def poly(xs, x):\n    return sum(c * x ** i for i, c in enumerate(xs))\n\n\ndef find_zero(xs):\n",
        "canonical_solution": "    return 1.0\n", "base_input": [[[-1, 0, 1, 0]]], "plus_input": []}


def test_expected_values_of_evalplus_are_the_references(workplace):
    place = workplace()
    suite = imported(place, "evalplus", [HALF, DIGITS, JOINED, ZERO])
    assert all(row["as_expected"] for row in verified(place, suite).values())
    assert judged(place, f"{suite}/Own_0", "def half(n):\n    return n * (0.5 + 1e-12)\n", expect=0)["outcome"] == "pass"
    only_base = judged(place, f"{suite}/Own_0", "def half(n):\n    return abs(n) / 2\n", expect=1)
    assert (only_base["tests_passed"], only_base["tests_total"]) == (1, 2)
    assert judged(place, f"{suite}/Own_3", "def find_zero(xs):\n    return -1.0\n", expect=0)["outcome"] == "pass"
    assert judged(place, f"{suite}/Own_3", "def find_zero(xs):\n    return 0.9\n", expect=1)["outcome"] == "fail"


def cases(kind, *pairs):
    return json.dumps([{"input": given, "output": expected, "testtype": kind} for given, expected in pairs])


def packed(text):
    return base64.b64encode(zlib.compress(pickle.dumps(text))).decode()


SUM = {"question_id": "abc1_a", "question_title": "Sum", "question_content": "Print the sum, and the solution's double.",
       "platform": "contests", "contest_date": "2024-05-01T00:00:00", "difficulty": "easy", "starter_code": "",
       "public_test_cases": cases("stdin", ("1 2\n", "3 6\n")), "metadata": "{}",
       "private_test_cases": packed(cases("stdin", ("4 5\n", "9 18\n"), ("0 0.5\n", "0.5 1.0")))}
PAIRS = {**SUM, "question_id": "77", "starter_code": "class Solution:\n    def pairs(self, xs: List[int]) -> List[List[int]]:\n        ",
         "metadata": '{"func_name": "pairs"}', "public_test_cases": cases("functional", ("[1, 2]", "[[1, 2]]")),
         "private_test_cases": packed(cases("functional", ("[]", "[]"), ("[1, 2, 3]", "[[1, 2], [2, 3]]")))}


def test_programs_and_functions_of_livecodebench_are_judged(workplace):
    place = workplace()
    suite = imported(place, "livecodebench", [SUM, PAIRS])
    assert all(row["as_expected"] for row in verified(place, suite).values())
    right = "a, b = map(float, input().split())\nprint('%g' % (a + b), 2 * (a + b))\n"
    assert judged(place, f"{suite}/abc1_a", right, expect=0)["tests_total"] == 3
    assert judged(place, f"{suite}/abc1_a", "input()\nprint(3, 6)\n", expect=1)["tests_passed"] == 1
    as_tuples = "class Solution:\n    def pairs(self, xs):\n        return list(zip(xs, xs[1:]))\n"
    assert judged(place, f"{suite}/77", as_tuples, expect=0)["outcome"] == "pass"
    assert judged(place, f"{suite}/77", as_tuples.replace("xs[1:]", "xs"), expect=1)["tests_passed"] == 1


class Touch:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


def test_a_pickle_is_never_unpickled(workplace):
    place = workplace()
    mark = place.folder / "mark"
    write_rows(place.folder / "own.jsonl", [{**SUM, "private_test_cases": packed(Touch(mark))}])
    _, err = place.run("suite", "import", "livecodebench", "own.jsonl", "--out", "own", expect=2)
    assert "line 1: /private_test_cases: a Python pickle" in err and "never unpickled" in err
    assert not mark.exists()


def test_an_exercise_of_exercism_is_judged_by_its_own_tests(workplace):
    place = workplace()
    exercise = place.folder / "track/exercises/practice/two-times"
    files = {".meta/config.json": json.dumps({"files": {"solution": ["two_times.py"], "test": ["two_times_test.py"],
                                                         "example": [".meta/example.py"]}}),
             ".meta/example.py": "def twice(n):\n    if n < 0:\n        raise ValueError('too small')\n    return 2 * n\n",
             ".docs/instructions.md": "Double it. Raise ValueError('too small') below 0.\n",
             "two_times.py": "def twice(n):\n    pass\n",
             "two_times_test.py": "import unittest\n\nfrom two_times import twice\n\n\nclass TwoTimesTest(unittest.TestCase):\n"
                                  "    def test_three(self):\n        self.assertEqual(twice(3), 6)\n\n"
                                  "    def test_below_zero(self):\n        with self.assertRaises(ValueError) as error:\n"
                                  "            twice(-1)\n        self.assertEqual(error.exception.args[0], 'too small')\n"}
    for name, text in files.items():
        (exercise / name).parent.mkdir(parents=True, exist_ok=True)
        (exercise / name).write_text(text)
    place.run("suite", "import", "exercism", "track", "--out", "own")
    rows = verified(place, place.folder / "own")
    assert all(row["as_expected"] for row in rows.values())
    assert rows["two-times", "reference"]["tests_total"] == 2
