#!/usr/bin/env python3
"""No two sources of a module, and no two of its tests, have a file-local thing of the same name and parameters.

The presets `release` and `test` compile several sources of a module as one (a unity build), where such a pair is an
error; often it is also a helper that should be shared. Aliases for the same thing may repeat.

usage: local_names.py PROJECT_FOLDER
"""
import collections
import pathlib
import re

from include_order import MAY_INCLUDE
from offences import main

ANONYMOUS = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.S | re.M)
NAMESPACE = re.compile(r"^namespace ([\w:]+) \{$", re.M)
DEFINITIONS = [
    re.compile(r"^(?:struct|class|enum class|enum) (\w+)(?= |;|$)"),
    re.compile(r"^using (\w+) = .*;"),
    re.compile(r"^(?:static |inline |thread_local )*(?:constexpr|const) .*?\b(k[A-Z]\w*)(?=\[|\{| =|;)"),
    re.compile(r"^(?!using |constexpr |static_assert|[^(]*\w::\w+\()[\w\[].*?\b(\w+)\("),
]

FORWARD = re.compile(r"^(?:struct|class|enum class|enum) \w+(?: : \w+)?;$")
TYPES = ("struct ", "class ", "enum ", "using ")


def parameters(text, opening):
    """The text between the brackets that open at `opening`, without names' spacing."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return re.sub(r"\s+", " ", text[opening:at + 1])
    return text[opening:]


def types_of(brackets):
    """The parameters' types: a parameter's name and default do not tell two overloads apart."""
    depth, parts = 0, [""]
    for letter in brackets[1:-1]:
        depth += {"<": 1, "(": 1, ">": -1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    types = [re.sub(r"\b(const|std::)\b|std::|&", "", re.sub(r"\s\w+( = .*)?$", "", part.strip())) for part in parts]
    return tuple(re.sub(r"\s+", "", name) for name in types)


def local_things(text):
    """(name, what tells it apart) of everything that is defined in an anonymous namespace."""
    for block in ANONYMOUS.finditer(text):
        body = block.group(1)
        for start in re.finditer(r"^(?=[\w\[])", body, re.M):
            rest = body[start.start():]
            line = rest.split("\n", 1)[0]
            for kind, definition in enumerate(DEFINITIONS):
                if found := definition.match(line):
                    same = line if kind == 1 else types_of(parameters(rest, found.end() - 1)) if kind == 3 else ""
                    yield found.group(1), kind, same
                    break


def declared(root, module):
    """The names that the module's headers declare for all of its sources: a local one would hide them."""
    names = collections.defaultdict(set)
    for folder in (root / "include" / "quantladder" / module.name, module):
        for header in folder.rglob("*.h"):
            for line in header.read_text(encoding="utf-8").splitlines():
                for definition in DEFINITIONS:
                    if (found := definition.match(line)) and not FORWARD.match(line):
                        names[found.group(1)].add(line)
                        break
    return names


def clashes(root):
    for module in sorted(root / folder / name for folder in ("src", "tests") for name in MAY_INCLUDE):
        public = declared(root, module)
        for name, lines in sorted(public.items()):
            if len([line for line in lines if line.startswith(TYPES)]) > 1:
                yield f"{module.name}: two headers declare the type {name}"
        places = collections.defaultdict(lambda: collections.defaultdict(set))
        for path in sorted(module.rglob("*.cpp")):
            text = path.read_text(encoding="utf-8")
            namespace = found.group(1) if (found := NAMESPACE.search(text)) else ""
            for name, kind, same in local_things(text):
                thing = (namespace, name, same) if kind == 3 else (namespace, name)
                places[thing][same if kind == 1 else path].add(path)
                if name in public and same not in public[name]:
                    yield f"{path.relative_to(root).as_posix()}: {name} is also declared in a header of {module.name}"
        for thing, found in sorted(places.items(), key=str):
            if len(found) > 1:
                files = sorted({path.relative_to(root).as_posix() for paths in found.values() for path in paths})
                yield f"{thing[1]} is local to each of {', '.join(files)}: share it or give them names of their own"


if __name__ == "__main__":
    main(clashes)
