# breaks: test_brackets_in_the_message, test_three_hundred_generated_lines: the message is exactly as it is in the line
import json
import re

HEAD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z) \[([A-Z]+)\](?: |$)")
KEY = re.compile(r"\[([A-Za-z0-9_]+)=")
JSON = json.JSONDecoder()


def parse(line):
    head = HEAD.match(line)
    if head is None:
        return None
    fields = {}
    place = head.end()
    while (field := read_field(line, place)) is not None:
        key, value, place = field
        fields[key] = value
    return {"time": head[1], "level": head[2], "fields": fields, "message": line[place:].strip()}


def read_field(line, place):
    """The key, the value, and the place behind the field and its blank; None where no field stands."""
    key = KEY.match(line, place)
    if key is None:
        return None
    value, end = read_value(line, key.end())
    if end is None or line[end:end + 1] != "]" or line[end + 1:end + 2] not in ("", " "):
        return None
    return key[1], value, end + 2


def read_value(line, place):
    """The value and the place behind it, None where the value has no end."""
    if line[place:place + 1] in ("{", "["):
        try:
            return JSON.raw_decode(line, place)
        except (ValueError, RecursionError):
            return None, None
    end = line.find("]", place)
    return line[place:end], None if end < 0 else end
