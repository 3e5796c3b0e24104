"""T1: a log parser. The generated lines come last; each is built of the values that must come out of it."""
import json
import random

import solution

TIME = "2026-03-05T08:15:30Z"


def parsed(line):
    """What the answer makes of the line, as text that tells 1, 1.0 and true apart."""
    return json.dumps(solution.parse(line), sort_keys=True)


def wanted(fields, message, level="INFO", time=TIME):
    return json.dumps({"time": time, "level": level, "fields": fields, "message": message}, sort_keys=True)


def test_a_plain_line():
    line = "2019-12-31T23:59:58Z [WARN] [user=ann] disk is full: 97 %"
    assert parsed(line) == wanted({"user": "ann"}, "disk is full: 97 %", "WARN", "2019-12-31T23:59:58Z")
    assert parsed(TIME + " [INFO] [user=ann]") == wanted({"user": "ann"}, "")


def test_two_fields_of_text():
    assert parsed(TIME + " [INFO] [port=80] [path=/a/b?x=1&y=2] served") == wanted({"port": "80", "path": "/a/b?x=1&y=2"}, "served")
    assert parsed(TIME + " [INFO] [a=] [b_2=two words] ok") == wanted({"a": "", "b_2": "two words"}, "ok")
    assert parsed(TIME + " [INFO] [a=1] [a=2] ok") == wanted({"a": "2"}, "ok")


def test_an_object():
    line = TIME + ' [INFO] [place={"city": "Rome", "zip": 185, "at": {"lat": 41.9}, "old": null, "big": true}] found'
    fields = {"place": {"city": "Rome", "zip": 185, "at": {"lat": 41.9}, "old": None, "big": True}}
    assert parsed(line) == wanted(fields, "found")
    assert parsed(TIME + " [INFO] [a={}] [b=c] empty") == wanted({"a": {}, "b": "c"}, "empty")


def test_nested_arrays():
    assert parsed(TIME + ' [INFO] [grid=[["a","b"],["c"],[]]] drawn') == wanted({"grid": [["a", "b"], ["c"], []]}, "drawn")
    line = TIME + ' [INFO] [a=["x",{"y":["z"]}]] [b=[]] drawn'
    assert parsed(line) == wanted({"a": ["x", {"y": ["z"]}], "b": []}, "drawn")


def test_a_closing_bracket_inside_a_json_string():
    assert parsed(TIME + ' [INFO] [a=["x] y"]] [b=c] ok') == wanted({"a": ["x] y"], "b": "c"}, "ok")
    assert parsed(TIME + ' [INFO] [a={"]": "} ] [c=d]"}] ok') == wanted({"a": {"]": "} ] [c=d]"}}, "ok")
    assert parsed(TIME + ' [INFO] [a=["[[{"]] ok') == wanted({"a": ["[[{"]}, "ok")


def test_escaped_quotes_and_backslashes():
    assert parsed(TIME + r' [INFO] [a=["say \"hi] \""]] [b=c] ok') == wanted({"a": ['say "hi] "'], "b": "c"}, "ok")
    assert parsed(TIME + r' [INFO] [dir={"p":"C:\\temp\\"}] [b=c] ok') == wanted({"dir": {"p": "C:\\temp\\"}, "b": "c"}, "ok")
    assert parsed(TIME + r' [INFO] [dir=C:\temp\] ok') == wanted({"dir": "C:\\temp\\"}, "ok")


def test_brackets_in_the_message():
    assert parsed(TIME + " [INFO] [a=b] item [c=d] not in [0, 10]") == wanted({"a": "b"}, "item [c=d] not in [0, 10]")
    assert parsed(TIME + " [INFO] [a=b] [retry] [c=d] later") == wanted({"a": "b"}, "[retry] [c=d] later")
    assert parsed(TIME + " [INFO] [a=b] [c=d") == wanted({"a": "b"}, "[c=d")
    assert parsed(TIME + ' [INFO] [a=b] [c={"d": }] odd') == wanted({"a": "b"}, '[c={"d": }] odd')
    assert parsed(TIME + " [INFO] [a=b]  [c=d] two blanks") == wanted({"a": "b"}, " [c=d] two blanks")
    assert parsed(TIME + " [INFO] [a=b]: [c=d]") == wanted({}, "[a=b]: [c=d]")


def test_no_fields():
    assert parsed(TIME + " [DEBUG] started") == wanted({}, "started", "DEBUG")
    assert parsed(TIME + " [DEBUG] a=b, then more") == wanted({}, "a=b, then more", "DEBUG")
    assert parsed(TIME + " [DEBUG]") == wanted({}, "", "DEBUG")
    assert parsed(TIME + " [DEBUG] ") == wanted({}, "", "DEBUG")


def test_what_is_no_log_line_gives_none():
    for line in ("", "hello", TIME, TIME + " INFO started", TIME + " [info] started", TIME + " [] started", TIME + " [INFO started",
                 TIME + " [INFO]started", TIME + "  [INFO] started", "x" + TIME + " [INFO] started", "2026-03-05 08:15:30 [INFO] started",
                 "2026-3-5T8:15:30Z [INFO] started", "[INFO] [a=b] started", '{"level": "INFO"}'):
        assert (line, solution.parse(line)) == (line, None)


def any_text(rng):
    return "".join(rng.choices('ab 1]["\\{}=,:é', k=rng.randrange(8)))


def any_json(rng, depth):
    if depth > 0 and rng.random() < 0.6:
        if rng.random() < 0.5:
            return [any_json(rng, depth - 1) for _ in range(rng.randrange(4))]
        return {any_text(rng): any_json(rng, depth - 1) for _ in range(rng.randrange(4))}
    return rng.choice([any_text(rng), any_text(rng), rng.randint(-99, 99), 0.5, True, False, None])


def any_field(rng):
    """A value, and how it is written in a line."""
    kind = rng.randrange(3)
    if kind == 0:
        value = "".join(rng.choices("abc 0123=,\"\\}:", k=rng.randrange(7)))
        return value, value
    value = [any_json(rng, 3) for _ in range(rng.randrange(4))] if kind == 1 else {"k": any_json(rng, 3), any_text(rng): 1}
    return value, json.dumps(value, ensure_ascii=rng.random() < 0.5, separators=rng.choice([(",", ":"), (", ", ": ")]))


def test_three_hundred_generated_lines():
    rng = random.Random(1)
    messages = ["done", "", "[retry] again", "a [b=1] c", "x ] y [", " [a=b]", '["p"] q', "=[", "took 5 ms [slow]"]
    for _ in range(300):
        fields, line = {}, TIME + " [INFO]"
        for _ in range(rng.randrange(5)):
            key = rng.choice(["a", "b2", "Some_key", "x", "y", "z"])
            fields[key], written = any_field(rng)
            line += " [%s=%s]" % (key, written)
        message = rng.choice(messages)
        want = wanted(fields, message)
        assert (line, parsed(line + " " + message)) == (line, want)
