#!/usr/bin/env python3
"""A module includes only the modules it may, and of other modules only the public headers. So do the folders in a module.

Every `#include` line of `include/`, `src/` and the modules' tests is read; one that breaks a rule is an offence. The tests
of a module may include the public headers of all modules.

usage: include_order.py PROJECT_FOLDER
"""
import pathlib
import re

from offences import main

MAY_INCLUDE = {
    "core": set(),
    "stats": {"core"},
    "sys": {"core"},
    "runtimes": {"core", "sys"},
    "tasks": {"core", "sys", "runtimes"},
    "extract": {"core"},
    "gguf": {"core", "sys"},
    "llama": {"core", "sys"},
    "judge": {"core", "sys", "runtimes", "tasks", "extract"},
    "store": {"core", "sys"},
    "fidelity": {"core", "sys", "store"},
    "sweep": {"core", "sys", "gguf", "llama"},
    "bench": {"core", "sys", "tasks", "extract", "gguf", "llama", "judge", "store", "fidelity", "sweep"},
    "report": {"core", "stats"},
    "app": {"core", "stats", "sys", "runtimes", "tasks", "gguf", "llama", "judge", "store", "fidelity", "sweep", "bench", "report"},
    "cli": {"app", "core", "stats", "sys", "runtimes", "tasks", "extract", "gguf", "llama", "judge", "store", "fidelity", "sweep", "bench", "report"},
}
# The folders in a module, and which others of that module each may include; "" is what lies beside them, which may itself
# include all.
FOLDERS = {
    "tasks": {"import": {""}},
    "judge": {"sandbox": set(), "split": {"sandbox"}},
    "report": {"chart": {""}, "export": {""}, "page": {"", "chart"}},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+["<](quantladder/|(?:\.\./)+)?(([a-z]+)/[a-z_0-9/]+\.h)[">]', re.M)


def folder_of(path):
    """The folder in its module that a file lies in; "" beside them."""
    parts = pathlib.PurePath(path).parts
    return parts[1] if len(parts) > 2 else ""


def may_include_in_module(module, path, included):
    """Whether the file `path` of a module may include `included`, a private header of the same module."""
    folder, other = folder_of(path), folder_of(included)
    return folder in ("", other) or other in FOLDERS.get(module, {}).get(folder, set())


def offences(root):
    for folder in (root / "include" / "quantladder", root / "src"):
        for path in sorted(folder.rglob("*")):
            if path.suffix not in {".h", ".cpp"}:
                continue
            place = path.relative_to(folder)
            module = place.parts[0]
            if module not in MAY_INCLUDE:
                yield f"{path.relative_to(root)}: '{module}' is not a module of the architecture"
                continue
            for match in INCLUDE.finditer(path.read_text(encoding="utf-8")):
                if "<" in match.group(0) and not match.group(1) and not (root / "src" / match.group(2)).is_file():
                    continue  # the system's, as <sys/stat.h>
                other = match.group(3)
                line = match.group(0).strip()
                if other == module and not match.group(1) and not may_include_in_module(module, place, match.group(2)):
                    yield f"{path.relative_to(root)}: {module}/{folder_of(place)} must not include this ({line})"
                if other not in MAY_INCLUDE or other == module:
                    continue
                if other not in MAY_INCLUDE[module]:
                    yield f"{path.relative_to(root)}: {module} must not include {other} ({line})"
                elif match.group(1) != "quantladder/":
                    yield f"{path.relative_to(root)}: a private header of {other} is included ({line})"
    yield from offences_of_tests(root)


def offences_of_tests(root):
    for module in MAY_INCLUDE:
        for path in sorted((root / "tests" / module).rglob("*")):
            if path.suffix not in {".h", ".cpp"} or not path.is_file():
                continue
            for match in INCLUDE.finditer(path.read_text(encoding="utf-8")):
                is_private = match.group(1) != "quantladder/" and (root / "src" / match.group(2)).is_file()
                if is_private and match.group(3) != module:
                    yield f"{path.relative_to(root)}: a private header of {match.group(3)} is included"


if __name__ == "__main__":
    main(offences)
