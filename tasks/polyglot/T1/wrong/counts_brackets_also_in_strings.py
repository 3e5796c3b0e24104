# breaks: test_a_closing_bracket_inside_a_json_string, test_escaped_quotes_and_backslashes, test_three_hundred_generated_lines: brackets inside the strings of the JSON do not end it
import json
import re

HEAD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z) \[([A-Z]+)\](?: |$)")
KEY = re.compile(r"\[([A-Za-z0-9_]+)=")


def parse(line):
    head = HEAD.match(line)
    if head is None:
        return None
    fields = {}
    place = head.end()
    while (key := KEY.match(line, place)) is not None:
        end = closing(line, key.end())
        if end is None or line[end + 1:end + 2] not in ("", " "):
            break
        value = line[key.end():end]
        if value[:1] in ("{", "["):
            try:
                value = json.loads(value)
            except ValueError:
                break
        fields[key[1]] = value
        place = end + 2
    return {"time": head[1], "level": head[2], "fields": fields, "message": line[place:]}


def closing(line, place):
    if line[place:place + 1] not in ("{", "["):
        end = line.find("]", place)
        return None if end < 0 else end
    depth = 0
    for position in range(place, len(line)):
        if line[position] in "{[":
            depth += 1
        elif line[position] in "}]":
            if depth == 0:
                return position
            depth -= 1
    return None
