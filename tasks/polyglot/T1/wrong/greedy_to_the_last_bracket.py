# breaks: test_two_fields_of_text, test_an_object, test_nested_arrays, test_a_closing_bracket_inside_a_json_string, test_escaped_quotes_and_backslashes, test_brackets_in_the_message, test_three_hundred_generated_lines: a value ends before its own closing bracket, not before the last one of the line
import json
import re

LINE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z) \[([A-Z]+)\](?: |$)(?:\[([A-Za-z0-9_]+)=(.*)\](?: |$))?(.*)")


def parse(line):
    found = LINE.fullmatch(line)
    if found is None:
        return None
    time, level, key, value, message = found.groups()
    fields = {}
    if key is not None:
        if value[:1] in ("{", "["):
            try:
                value = json.loads(value)
            except ValueError:
                pass
        fields[key] = value
    return {"time": time, "level": level, "fields": fields, "message": message}
