"""The check of Python imports can fail: a circle, also one inside of functions, and an upward import are found."""
import pathlib
import sys
import tempfile

from python_imports import offences


def found(**modules):
    """What is said of these modules, given as folder_name="text"."""
    with tempfile.TemporaryDirectory() as folder:
        for place, text in modules.items():
            file = pathlib.Path(folder, "src", "judge", *place.split("_")).with_suffix(".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return list(offences(pathlib.Path(folder)))


assert found(python_a="import b\n", python_b="def f():\n    from a import g\n") == ["a circle of imports: b -> a -> b"]
assert found(python_a="import b\n", python_b="import c\n", python_c="import a\n"), "a circle of three not found"
assert found(split_a="import b\n", program_b="") == ["split/a must not import program/b"]
assert found(program_a="def f():\n    import b\n", python_b=""), "an upward import inside of a function not found"
assert not found(python_a="import b, c, os\n", program_b="import c\n", split_c="import json\n"), "permitted imports refused"
sys.exit(0)
