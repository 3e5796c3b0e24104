"""Knows what newer versions of Python added, so that an answer written for one of them is told as that."""
import re
import sys

# (minor version, pattern in the source, words), for a SyntaxError.
SYNTAX = (
    (10, r"(?m)^\s*match\s+.+:\s*(#.*)?$\s+case\b", "the match statement"),
    (11, r"(?m)^\s*except\s*\*", "except*"),
    (12, r"(?m)^\s*(?:class|def|async\s+def)\s+\w+\s*\[", "type parameters in brackets"),
    (12, r"(?m)^\s*type\s+\w+\s*(?:\[.*\]\s*)?=", "the type statement"),
    (12, r"""(?<!\w)[rR]?[fF][rR]?"(?!"")(?:[^"\n{]|\{[^}"\n]*\})*\{[^}"\n]*"[^}\n]*\}|"""
         r"""(?<!\w)[rR]?[fF][rR]?'(?!'')(?:[^'\n{]|\{[^}'\n]*\})*\{[^}'\n]*'[^}\n]*\}""",
     "quotes nested in an f-string"),
    (12, r"""(?<!\w)[rR]?[fF][rR]?"(?!"")[^"\n]*\{[ \t]*\n[^"]*\}[^"\n]*"|(?<!\w)[rR]?[fF][rR]?'(?!'')[^'\n]*\{[ \t]*\n[^']*\}[^'\n]*'""",
     "an f-string's braces over several lines"),
    (12, r"""(?<!\w)[rR]?[fF][rR]?["'][^"'\n]*\{[^}\n]*\\[^}\n]*\}""", "a backslash within an f-string's braces"),
    (14, r"(?m)^\s*except\s+[\w.]+\s*,\s*[\w., ]+:", "except with several types and no parentheses"),
    (14, r"""(?<![\w"'])[rR]?[tT][rR]?["']""", "template strings"),
    (15, r"(?m)^\s*lazy\s+(?:import|from)\b", "lazy imports"),
)

# (minor version, pattern in the error's message, words), for a SyntaxError that says it itself.
MESSAGES = (
    (12, r"f-string expression part cannot include", "a comment or a backslash within an f-string's braces"),
    (15, r"unpacking cannot be used in (?:dict )?comprehension", "unpacking in a comprehension"),
)

# Name of the standard library -> the minor version that has it, for an ImportError or an AttributeError.
NAMES = {
    "tomllib": 11, "asyncio.TaskGroup": 11, "asyncio.timeout": 11, "typing.Self": 11, "typing.assert_never": 11,
    "typing.LiteralString": 11, "enum.StrEnum": 11, "datetime.UTC": 11, "contextlib.chdir": 11,
    "itertools.batched": 12, "math.sumprod": 12, "typing.override": 12, "typing.TypeAliasType": 12, "collections.abc.Buffer": 12,
    "calendar.Month": 12, "calendar.Day": 12, "random.binomialvariate": 12, "sys.monitoring": 12, "asyncio.eager_task_factory": 12,
    "inspect.markcoroutinefunction": 12, "Path.walk": 12, "PosixPath.walk": 12,
    "copy.replace": 13, "warnings.deprecated": 13, "typing.TypeIs": 13, "typing.ReadOnly": 13, "typing.NoDefault": 13,
    "queue.ShutDown": 13, "asyncio.QueueShutDown": 13, "math.fma": 13, "dbm.sqlite3": 13, "PosixPath.full_match": 13,
    "glob.translate": 13, "Queue.shutdown": 13,
    "annotationlib": 14, "compression": 14, "string.templatelib": 14, "concurrent.interpreters": 14, "functools.Placeholder": 14,
    "heapq.heappush_max": 14, "heapq.heapify_max": 14, "heapq.heappop_max": 14, "uuid.uuid7": 14, "PosixPath.copy": 14,
}
MISSING = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<holder>[\w.]+)'|"
                     r"(?:module|type object) '(?P<holder2>[\w.]+)' has no attribute '(?P<name2>\w+)'|"
                     r"'(?P<holder3>\w+)' object has no attribute '(?P<name3>\w+)'|No module named '(?P<name4>[\w.]+)'")

sources = []  # of the answer


def _is_annotated_early(name, text):
    """Tells whether an annotation names a class before it is complete: up to Python 3.13 it is evaluated where it stands."""
    made = re.search(r"(?m)^class %s\b" % name, text)
    used = re.compile(r"\s*(?:(?:async\s+)?def\b.{0,200}(?:->|:)|\w+\s*:)[^=]{0,80}\b%s\b" % name)
    return made is not None and any(used.match(line[:400]) for line in text.splitlines())


def _found(kind, message):
    """Returns (minor version, words) for everything newer that may be why."""
    if kind in ("SyntaxError", "IndentationError"):
        return ([(minor, words) for minor, pattern, words in SYNTAX if any(re.search(pattern, text) for text in sources)]
                + [(minor, words) for minor, pattern, words in MESSAGES if re.search(pattern, message)])
    undefined = re.search(r"name '(\w+)' is not defined", message) if kind == "NameError" else None
    if undefined is not None:
        found = any(_is_annotated_early(undefined[1], text) for text in sources)
        return [(14, "annotations that name a class before it is complete")] if found else []
    match = MISSING.search(message) if kind in ("ImportError", "ModuleNotFoundError", "AttributeError") else None
    if match is None:
        return []
    parts = match.groupdict()
    holder = parts["holder"] or parts["holder2"] or parts["holder3"]
    name = ".".join(filter(None, (holder, parts["name"] or parts["name2"] or parts["name3"] or parts["name4"])))
    return [(NAMES[name], name)] if name in NAMES else []


def remark(kind, message):
    """Returns what to add to the text of an error of the answer; empty when this Python is not too old for it."""
    newer = [(minor, words) for minor, words in _found(kind, message) if minor > sys.version_info[1]]
    if not newer:
        return ""
    said = "; ".join("%s (Python 3.%d)" % (words, minor) for minor, words in newer)
    return " [newer than Python %d.%d, which judges: %s]" % (*sys.version_info[:2], said)
