# breaks: test_nested_arrays, test_a_closing_bracket_inside_a_json_string, test_escaped_quotes_and_backslashes, test_three_hundred_generated_lines: the JSON ends where it is complete
import json
import re

HEAD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z) \[([A-Z]+)\](?: |$)")
FIELD = re.compile(r"\[([A-Za-z0-9_]+)=([^\]]*)\](?: |$)")


def parse(line):
    head = HEAD.match(line)
    if head is None:
        return None
    fields = {}
    place = head.end()
    while (field := FIELD.match(line, place)) is not None:
        value = field[2]
        if value[:1] in ("{", "["):
            try:
                value = json.loads(value)
            except ValueError:
                break
        fields[field[1]] = value
        place = field.end()
    return {"time": head[1], "level": head[2], "fields": fields, "message": line[place:]}
