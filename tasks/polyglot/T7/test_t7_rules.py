"""T7: rules are evaluated by a program that the answer is compiled into. An oracle of the same rules is below."""
import json
import random

import pytest

import quantladder_task as task

ERROR = "error"
RECORD = {"n": 5, "zero": 0, "half": 2.5, "neg": -3, "s": "beta", "empty": "", "yes": True, "no": False, "nil": None,
          "tags": ["red", "blue", 7, None, ["x"]], "none": [], "user": {"name": "Ann", "age": 41, "address": {"city": "Rome", "zip": None}}, "bare": {}}


@pytest.fixture(scope="module")
def program():
    task.build(["go", "build", "-o", "rules", "main.go", "rules.go"], timeout=50)


@pytest.fixture
def evaluate(program):
    """Gives True, False or "error" for a rule and a record."""
    with task.start(["./rules"], greeting="ready") as service:
        def ask(rule, record=RECORD):
            answer = task.parse_json(service.ask(json.dumps({"rule": rule, "record": record})))
            assert answer["panic"] is None, "Evaluate panics for %s" % json.dumps(rule)
            return answer["result"] if answer["error"] is None else ERROR

        yield ask


def leaf(field, op, value):
    return {"field": field, "op": op, "value": value}


def check(evaluate, cases):
    """Compares the results for (field, op, value, wanted) on the record above."""
    got = [(field, op, value, evaluate(leaf(field, op, value))) for field, op, value, _ in cases]
    assert got == cases


TRUE, FALSE, BROKEN = leaf("n", "eq", 5), leaf("n", "eq", 6), leaf("n", "between", 5)


def test_eq_and_ne(evaluate):
    values = [5, 0, 2.5, -3, "beta", "", "5", "0", "true", "null", True, False, None, [], {}, ["red", "blue", 7, None, ["x"]], ["red"],
              {"city": "Rome", "zip": None}, {"city": "Rome"}, 1]
    fields = {"n": 5, "zero": 0, "half": 2.5, "s": "beta", "empty": "", "yes": True, "no": False, "nil": None, "tags": RECORD["tags"],
              "none": [], "user.address": RECORD["user"]["address"], "bare": {}}
    for field, found in fields.items():
        check(evaluate, [(field, op, value, same(found, value) == (op == "eq")) for value in values for op in ("eq", "ne")])


def test_ordering(evaluate):
    check(evaluate, [(field, op, value, wanted) for field, value, results in [
        ("n", 5, (False, True, False, True)), ("n", 4.5, (True, True, False, False)), ("n", 10, (False, False, True, True)),
        ("neg", -10, (True, True, False, False)), ("s", "beta", (False, True, False, True)), ("s", "alpha", (True, True, False, False)),
        ("s", "betas", (False, False, True, True)), ("s", "Beta", (True, True, False, False)), ("empty", "", (False, True, False, True)),
    ] for op, wanted in zip(("gt", "ge", "lt", "le"), results)])
    wrong = [("n", "5"), ("s", 5), ("yes", 1), ("nil", 0), ("tags", 1), ("tags", "red"), ("user", "Ann"), ("nil", ""), ("n", None),
             ("n", True), ("yes", True), ("tags", []), ("nil", None)]
    check(evaluate, [(field, op, value, ERROR) for field, value in wrong for op in ("gt", "ge", "lt", "le")])


def test_in_and_contains(evaluate):
    check(evaluate, [
        ("n", "in", [1, 5], True), ("n", "in", [1, "5"], False), ("n", "in", [], False), ("s", "in", ["x", None, "beta"], True),
        ("s", "in", ["bet"], False), ("nil", "in", [1, None], True), ("nil", "in", [0, "", False], False), ("yes", "in", ["true", 1], False),
        ("tags", "in", [["red"], RECORD["tags"]], True), ("bare", "in", [[], {}], True), ("n", "in", 5, ERROR), ("s", "in", "beta", ERROR),
        ("n", "in", None, ERROR), ("n", "in", {"5": 5}, ERROR),
        ("s", "contains", "et", True), ("s", "contains", "", True), ("s", "contains", "eta ", False), ("s", "contains", "B", False),
        ("empty", "contains", "", True), ("empty", "contains", "a", False), ("tags", "contains", "red", True), ("tags", "contains", "re", False),
        ("tags", "contains", 7, True), ("tags", "contains", "7", False), ("tags", "contains", None, True), ("tags", "contains", ["x"], True),
        ("tags", "contains", [], False), ("none", "contains", None, False), ("s", "contains", 5, ERROR), ("s", "contains", None, ERROR),
        ("n", "contains", 5, ERROR), ("nil", "contains", None, ERROR), ("user", "contains", "name", ERROR), ("yes", "contains", True, ERROR)])


def test_exists_dotted_and_missing_fields(evaluate):
    for field in ("n", "nil", "no", "empty", "user.name", "user.address.city", "user.address.zip"):
        check(evaluate, [(field, "exists", True, True), (field, "exists", False, False)])
    check(evaluate, [("user.address.city", "eq", "Rome", True), ("user.age", "gt", 40, True), ("user.address.zip", "eq", None, True),
                     ("user.name", "contains", "nn", True), ("user.address.city", "in", ["Rome"], True)])
    for field in ("x", "N", "user.x", "user.address.x", "x.y.z", "n.x", "s.x", "nil.x", "tags.0", "user.name.x", "city", "", "user.", ".n"):
        check(evaluate, [(field, "exists", True, False), (field, "exists", False, True), (field, "eq", None, False), (field, "eq", 0, False),
                         (field, "ne", None, True), (field, "ne", 1, True), (field, "gt", 0, False), (field, "ge", 0, False),
                         (field, "lt", "z", False), (field, "le", 0, False), (field, "in", [None, 0], False), (field, "contains", "a", False),
                         (field, "contains", None, False)])
    check(evaluate, [("x", "gt", None, ERROR), ("x", "le", [], ERROR), ("x", "in", "x", ERROR), ("x", "exists", None, ERROR), ("n", "exists", 1, ERROR)])


def test_and_and_or(evaluate):
    for values in ([True], [False], [True, True], [True, False], [False, True], [False, False], [True, True, False], [False, False, True]):
        nodes = [TRUE if value else FALSE for value in values]
        assert (values, evaluate({"and": nodes}), evaluate({"or": nodes})) == (values, all(values), any(values))
    assert evaluate({"and": [{"or": [FALSE, TRUE]}, {"and": [TRUE, {"or": [FALSE, FALSE]}]}]}) is False
    assert evaluate({"or": [{"and": [TRUE, FALSE]}, {"or": [FALSE, {"and": [TRUE, TRUE]}]}]}) is True
    assert evaluate({"and": [TRUE, BROKEN]}) == evaluate({"or": [FALSE, BROKEN]}) == ERROR


def test_not_and_nesting(evaluate):
    assert (evaluate({"not": TRUE}), evaluate({"not": FALSE})) == (False, True)
    assert evaluate({"not": {"and": [TRUE, {"not": {"or": [FALSE, FALSE]}}]}}) is False
    rule, record = TRUE, RECORD
    for depth in range(200):
        rule = {"not": rule}
        assert depth % 50 or evaluate(rule, record) is (depth % 2 == 1)
    assert evaluate({"not": BROKEN}) == evaluate({"not": {"not": BROKEN}}) == ERROR


def test_empty_lists(evaluate):
    assert (evaluate({"and": []}), evaluate({"or": []})) == (True, False)
    assert (evaluate({"not": {"and": []}}), evaluate({"not": {"or": []}})) == (False, True)
    assert (evaluate({"and": [{"or": []}, BROKEN]}), evaluate({"or": [{"and": []}, BROKEN]})) == (False, True)
    assert (evaluate({"and": []}, {}), evaluate({"or": []}, {})) == (True, False)


def test_what_is_decided_looks_no_further(evaluate):
    for later in (BROKEN, leaf("n", "gt", "a"), {"and": 5}, {"not": None}, {}, 5, None, [TRUE], {"or": [FALSE, BROKEN]}):
        assert (later, evaluate({"and": [TRUE, FALSE, later]}), evaluate({"or": [FALSE, TRUE, later]})) == (later, False, True)
        assert (later, evaluate({"and": [TRUE, later, FALSE]}), evaluate({"or": [FALSE, later, TRUE]})) == (later, ERROR, ERROR)
        nested = {"and": [{"or": [TRUE, later]}, {"not": {"and": [FALSE, later]}}]}
        assert (later, evaluate(nested)) == (later, True)


def test_what_is_no_node_is_an_error(evaluate):
    wrong = [{}, {"xor": [TRUE]}, {"and": {}}, {"and": None}, {"or": "x"}, {"or": TRUE}, {"not": []}, {"not": [TRUE]}, {"not": None}, {"not": True},
             {"not": {}}, {"and": [5]}, {"and": [None]}, {"or": ["x"]}, {"or": [[]]}, {"and": [], "or": []}, {"not": TRUE, "and": []},
             leaf("n", "between", [1, 9]), leaf("n", "EQ", 5), leaf("n", "", 5), leaf("n", None, 5), leaf("n", ["eq"], 5), leaf(None, "eq", 5),
             leaf(5, "eq", 5), leaf(["n"], "eq", 5), {"field": "n"}, {"field": "n", "op": "eq"}, {"field": "n", "value": 5}, {"op": "eq", "value": 5},
             {"field": "n", "op": "exists"}, {**TRUE, "note": "x"}, {**TRUE, "and": []}, {"value": None}, {"And": []}]
    for rule in wrong:
        assert (rule, evaluate(rule)) == (rule, ERROR)
    assert (evaluate(TRUE), evaluate(FALSE)) == (True, False)


# -- the oracle

def same(a, b):
    """Whether two JSON values are the same; True and 1 are not."""
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


class Error(Exception):
    pass


def wanted_of(rule, record):
    if not isinstance(rule, dict):
        raise Error
    keys = sorted(rule)
    if keys in (["and"], ["or"]):
        decisive = keys == ["or"]
        for node in rule[keys[0]]:
            if wanted_of(node, record) is decisive:
                return decisive
        return not decisive
    if keys == ["not"]:
        return not wanted_of(rule["not"], record)
    if keys != ["field", "op", "value"]:
        raise Error
    return compared(rule["op"], rule["field"].split("."), rule["value"], record)


def compared(op, path, value, found):
    if op not in ("eq", "ne", "gt", "ge", "lt", "le", "in", "contains", "exists"):
        raise Error
    if op in ("gt", "ge", "lt", "le") and type(value) not in (int, float, str) or op == "in" and type(value) is not list:
        raise Error
    for name in path:
        if not isinstance(found, dict) or name not in found:
            return op == "ne" or op == "exists" and value is False
        found = found[name]
    if op == "exists":
        return value
    if op in ("eq", "ne"):
        return same(found, value) == (op == "eq")
    if op in ("in", "contains") and isinstance(value if op == "in" else found, list):
        whole, part = (value, found) if op == "in" else (found, value)
        return any(same(element, part) for element in whole)
    if op == "contains":
        if type(found) is not str or type(value) is not str:
            raise Error
        return value in found
    if (type(found) is str) != (type(value) is str) or type(found) not in (int, float, str):
        raise Error
    return {"gt": found > value, "ge": found >= value, "lt": found < value, "le": found <= value}[op]


def any_value(rng):
    return rng.choice([0, 1, 2, 10, 2.5, -1, -2, "", "a", "ab", "b", "1", "true", True, False, None, [], [1, "a"], ["ab", None], {"p": 1}])


def any_leaf(rng):
    op = rng.choice(["eq", "ne", "gt", "ge", "lt", "le", "in", "contains", "exists", "eq", "in"])
    value = any_value(rng)
    if op == "exists":
        value = rng.random() < 0.5
    elif op == "in" and rng.random() < 0.9:
        value = [any_value(rng) for _ in range(rng.randrange(4))]
    elif op in ("gt", "ge", "lt", "le") and rng.random() < 0.8:
        value = rng.choice([0, 1, 2.5, 9, -1, "a", "b"])
    return leaf(rng.choice(["a", "b", "c", "d.e", "d.f", "d", "x", "d.e.g"]), op if rng.random() < 0.97 else "like", value)


def any_rule(rng, depth):
    kind = rng.choice(["leaf", "and", "or", "not"]) if depth else "leaf"
    if kind == "leaf":
        return any_leaf(rng)
    if kind == "not":
        return {"not": any_rule(rng, depth - 1)}
    return {kind: [any_rule(rng, depth - 1) for _ in range(rng.randrange(4))]}


def test_five_hundred_generated_rules(evaluate):
    rng = random.Random(1)
    for _ in range(500):
        rule = any_rule(rng, 4)
        record = {name: any_value(rng) for name in "abc" if rng.random() < 0.9}
        record["d"] = {name: any_value(rng) for name in "ef"}
        try:
            wanted = wanted_of(rule, record)
        except Error:
            wanted = ERROR
        assert (rule, record, evaluate(rule, record)) == (rule, record, wanted)
