"""The corpus's files and what their first lines say.

A case is one file, or a folder that is judged as a whole. Its header is a run of `# key: value` lines, after a
shebang or a coding cookie where the case needs one:
    group   which kind of attack; `honest` for solutions that must pass
    expect  not_pass (a verdict of fail or of any error) or pass
    tries   one line: what it attempts
    module  errands (without the line), shelf, press, tally, bell or talk: what it pretends to be, and so which tests judge it
    subset  yes or no: whether --subset takes it. Without the line, honest cases are in and attacks are out
    text    yes: judged once more without --json, to see what would reach a terminal
    changes an honest case: this one holds only the definitions in which it differs from that
"""
import dataclasses
import pathlib
import re

KEYS = {"group", "expect", "tries", "module", "subset", "text", "changes"}
MAIN = 'if __name__ == "__main__":'
MODULES = ("errands", "shelf", "press")  # imported by their tests
PROGRAMS = {"tally": "tally.sh", "bell": "bell.py", "talk": "talk.sh"}  # run by their tests, under this name
LINE = re.compile(r"#\s*([a-z]+): (.+)")


class BadCase(Exception):
    """A case that is not written as the header above asks; says which file and what is wrong."""


@dataclasses.dataclass(frozen=True)
class Case:
    path: pathlib.Path
    group: str
    expect: str
    tries: str
    module: str
    in_subset: bool
    as_text: bool

    @property
    def name(self):
        return self.path.name.removesuffix(self.path.suffix)


def header_file(path):
    """The file that carries a case's header: in a folder, the module's own or its package's first."""
    if path.is_file():
        return path
    for module in MODULES:
        for candidate in (path / f"{module}.py", path / module / "__init__.py"):
            if candidate.is_file():
                return candidate
    raise BadCase(f"{path}: a folder needs {' or '.join(f'{m}.py' for m in MODULES)}, or a package of that name")


def header(path):
    text = header_file(path).read_bytes().decode("utf-8-sig", "replace")
    found = {}
    for number, line in enumerate(text.splitlines()[:12]):
        match = LINE.fullmatch(line.strip())
        if match and match[1] in KEYS:
            found[match[1]] = match[2].strip()
        elif found or number > 1:
            break
    return found


def complete(path):
    """Writes a case that holds only changes out in full: its definitions come last, before what the program does."""
    changed = header(path).get("changes") if path.suffix == ".py" else None
    if changed is None:
        return
    original = path.parent.parent / "honest" / changed
    if not original.is_file():
        raise BadCase(f"{path}: there is no {original} that it could change")
    definitions, main, program = original.read_text().partition(MAIN)
    if not main:
        raise BadCase(f"{original}: a case that others change needs the line {MAIN}")
    changes = path.read_text()
    head = "".join(line for line in changes.splitlines(True) if line.startswith("# "))
    whole = "\n".join([head, definitions, changes, main + program])
    try:
        compile(whole, path, "exec")
    except SyntaxError as error:  # it would fail, but not for what it tries
        raise BadCase(f"{path}: {error}") from error
    path.write_text(whole)


def load_case(path):
    found = header(path)
    missing = {"group", "expect", "tries"} - set(found)
    if missing:
        raise BadCase(f"{path}: the header lacks {', '.join(sorted(missing))}")
    if found["expect"] not in ("pass", "not_pass"):
        raise BadCase(f"{path}: expect is pass or not_pass, not {found['expect']}")
    if (found["group"] == "honest") != (found["expect"] == "pass"):
        raise BadCase(f"{path}: the honest ones pass, and only they")
    module = found.get("module", "errands")
    if module not in (*MODULES, *PROGRAMS):
        raise BadCase(f"{path}: module is one of {', '.join((*MODULES, *PROGRAMS))}, not {module}")
    if module in PROGRAMS and path.suffix != pathlib.Path(PROGRAMS[module]).suffix:
        raise BadCase(f"{path}: a case of {module} is laid out as {PROGRAMS[module]}")
    in_subset = found.get("subset", "yes" if found["expect"] == "pass" else "no") == "yes"
    return Case(path, found["group"], found["expect"], found["tries"], module, in_subset, found.get("text") == "yes")


def load_cases(folder):
    """All cases below `folder`, by number. Raises BadCase, also when there are none or a number is used twice."""
    cases = []
    for kind in ("attacks", "honest"):
        paths = [path for path in (folder / kind).glob("[0-9]*_*") if path.suffix in (".py", ".sh") or path.is_dir()]
        numbers = [path.name.split("_")[0] for path in paths]
        for path, number in zip(paths, numbers):
            if numbers.count(number) > 1:
                raise BadCase(f"{path}: the number {number} is used twice")
        cases += [load_case(path) for path in sorted(paths, key=lambda path: int(path.name.split("_")[0]))]
    if not cases:
        raise BadCase(f"{folder}: no cases")
    return cases
