#!/usr/bin/env python3
"""The Python of a judgement has no import circles, and each of its folders imports only from itself and those before it.

Every import of `src/judge` is read, also those inside of functions.

usage: python_imports.py PROJECT_FOLDER
"""
import ast
import pathlib

from offences import main

FOLDERS = ("split", "program", "python")


def names_in(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def find_circle(imports, name, above=()):
    """The modules of a circle that `name` leads into, in order; None when there is none."""
    if name in above:
        return above[above.index(name):] + (name,)
    return next(filter(None, (find_circle(imports, other, above + (name,)) for other in imports[name])), None)


def offences(root):
    files = {path.stem: path for folder in FOLDERS for path in sorted((root / "src" / "judge" / folder).glob("*.py"))}
    imports = {}
    for name, path in files.items():
        found = set(names_in(ast.parse(path.read_text(encoding="utf-8"))))
        imports[name] = sorted(other for other in files if other in found and other != name)
        for other in imports[name]:
            if FOLDERS.index(files[other].parent.name) > FOLDERS.index(path.parent.name):
                yield f"{path.parent.name}/{name} must not import {files[other].parent.name}/{other}"
    circles = {frozenset(circle): circle for circle in (find_circle(imports, name) for name in files) if circle}
    yield from ("a circle of imports: " + " -> ".join(circle) for circle in circles.values())


if __name__ == "__main__":
    main(offences)
