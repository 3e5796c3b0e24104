"""The docstring is read as text, section by section; the function must still search."""
import inspect
import re

import pytest

import solution

PARAMETERS = ["items", "target"]


def docstring():
    text = inspect.getdoc(solution.binary_search)
    assert type(text) is str
    return text


def sections():
    """The indented lines below each heading that stands alone at the left edge."""
    found, lines = {}, None
    for line in docstring().splitlines():
        if line and not line.startswith(" "):
            lines = found.setdefault(line.rstrip(), [])
        elif line.strip() and lines is not None:
            lines.append(line)
    return found


def entries():
    """What is said of each parameter: a line that begins with its name, and the lines behind it that are further in."""
    lines = sections()["Args:"]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    found = {}
    for line in lines:
        if not line[margin].isspace():
            name = re.match(r"\w*", line[margin:])[0]
            found[name] = line
        else:
            found[name] += line
    return found


def test_it_begins_with_a_summary_of_one_line():
    lines = docstring().splitlines()
    assert len(lines) > 1
    assert lines[0].strip() not in ("", "Args:", "Returns:")
    assert lines[1].strip() == ""


def test_each_parameter_is_described():
    assert sorted(entries()) == PARAMETERS
    for name, text in entries().items():
        assert len(text.split()) > 1


def test_the_items_are_said_to_be_sorted():
    assert "sorted" in entries()["items"].lower()


def test_what_is_returned_is_described():
    text = " ".join(sections()["Returns:"])
    assert "index" in text.lower()
    assert "-1" in text


def test_the_arguments_come_before_the_result():
    names = [name for name in sections() if name in ("Args:", "Returns:")]
    assert names == ["Args:", "Returns:"]


@pytest.mark.parametrize("items", [[], [4], [1, 3], [-7, -2, 0, 5, 9, 12, 40], ["a", "c", "x"]], ids=["none", "one", "two", "seven", "words"])
def test_the_function_still_searches(items):
    for index, item in enumerate(items):
        assert solution.binary_search(list(items), item) == index
    for missing in ["b", "z", ""] if items and isinstance(items[0], str) else [-100, 2, 6, 100]:
        assert solution.binary_search(list(items), missing) == -1
