"""Holds the one table of what tests like to do and how it fares across the line to the answer; tasks/README.md shows it.

An idiom is found in the text of the tests, never by what an answer does. A row either names the mirror that makes the idiom work, or says
why the tests cannot judge any answer, and what to write instead.
"""
import ast
import re

import rpc_files
import tester_mirrors as mirrors

# A word of the tests' text switches a mirror on for the whole judgement.
MIRRORED = {
    r"cap(sys|fd)|redirect_std|\bstd(in|out|err)\b": lambda text, folder, temporary: mirrors.Streams(),
    r"environ|setenv|delenv|chdir": lambda text, folder, temporary: mirrors.Environment(folder),
    r"\brandom\b|\bseed\b": lambda text, folder, temporary: mirrors.Seed(),
    r"warn|deprecated_call": lambda text, folder, temporary: mirrors.Warnings(),
    r"caplog|assertLogs|assertNoLogs|logging": lambda text, folder, temporary: mirrors.Logging(),
    r"tmp_path|tmpdir|tempfile|mkdtemp|mkstemp": lambda text, folder, temporary: rpc_files.Files(temporary),
    r"": lambda text, folder, temporary: mirrors.Patches(text),
}

# These are functions of files, with a path that is no absolute one.
RELATIVE_PATHS = r"""(?<![\w.])(open|(pathlib\.)?Path|os\.(path\.(exists|isfile|isdir|getsize)|remove|unlink|mkdir|makedirs|listdir|rmdir))""" \
                 r"""\(\s*['"][\w.][^'"\n:]*['"]"""

# No answer could pass these tests, found by their text where they do not use quantladder_task: (pattern, reason, remedy). MODULE is the answer's.
IMPOSSIBLE = (
    (r"\bsubprocess\.Popen\(|\bos\.(system|popen|exec[lv]\w*|spawn\w+|posix_spawnp?)\(|\bpexpect\.|\bcreate_subprocess_\w+\(",
     "the tests start a program in their own process", "subprocess.run, quantladder_task.run"),
    (r"""(?s)^(?=.*\b(spec_from_file_location|SourceFileLoader)\b).*['"](?:[^'"\s]*/)?MODULE\.py['"]""",
     "the tests load the answer's file themselves, which is not in their process's folder", "import the module by its name"),
    (r"""(?s)^(?!.*\bsubprocess\b).*['"](?:[^'"\s]*/)?MODULE(?:\.py|/[\w/]*\.py)['"]|\bMODULE\.__file__|""" +
     r"""\b(open|read_text|read_bytes|parse|exists|isfile|getsize)\([^)\n]*['"]MODULE\.py['"]""",
     "the tests look for the answer's file, which is not in their process's folder", "quantladder_task.run, quantladder_task.read"),
    (r"\bProcessPoolExecutor\(|\bmultiprocessing\.(Pool|Process|get_context)\(|\bfrom multiprocessing import\b",
     "the tests call the answer in processes of their own",
     "threads, or quantladder_task.define"),
    (r"\bgetsource\w*\(\s*MODULE\b", "the tests read the answer's source, which their process does not have",
     "test what it does"),
    (r"\brunpy\.run_(module|path)\(|\bfrom runpy import\b", "the tests run a module in their own process", "subprocess.run, quantladder_task.run"),
    (r"\btimeit\.\w+\(|\bfrom timeit import\b", "the tests use timeit, which runs text in their own process", "time.perf_counter"),
    (r"\basyncio\.(run|Runner)\(|\brun_until_complete\(|\bIsolatedAsyncioTestCase\b|\bpytest\.mark\.(asyncio|anyio)\b",
     "the tests run an event loop, and no coroutine crosses to or from the answer", "quantladder_task.define"),
    (r"\bdoctest\.(testmod|testfile|run_docstring_examples|DocTest\w+)\(", "the tests run the answer's own examples, which prove nothing",
     "a test of what it does, or quantladder_task.run with -m doctest"),
)

# This is how the name of an exception class ends: a test may derive from those.
AN_EXCEPTION = r"(Error|Exception|Warning|Exit|Interrupt|Timeout|Failure|Fault|Abort\w*|Cancel\w*)$"
RAISED = r"\braise\s+(\w+\.)*NAME\b|\bexcept\b[^:\n]*\bNAME\b|[rR]aises\w*\(\s*\(?(\w+(\.\w+)*,\s*)*(\w+\.)*NAME\b"

BUILTIN = r"(not )?(\(?(int|str|float|bool|list|dict|set|tuple|bytes|complex|frozenset|bytearray)\b|type\()"  # arrive as exactly that

# A right answer may fail for these reasons, which are said with every failure.
NOTED = (
    (r"\bweakref\b|\bgc\.collect\(|\bgetrefcount\(|\bgetsizeof\(|\btracemalloc\b",
     "the tests ask how long an object lives or how large it is, which for one of the answer is a stand-in's"),
    (r"\bpickle\.dumps\(", "the tests pickle, which does not work for an object of the answer"),
    (r"\btype\(\w(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(\.__name__| (is not|is|==|!=|in|not in) (?!%s))" % BUILTIN +
     r"|\bassert(Is|Equal)\w*\(type\([^\n]*, (?!%s)" % BUILTIN + r"|\b(Generator|Function|Method|Coroutine)Type\b|\.__class__\b",
     "the tests ask for the type of an object, which for one of the answer is a stand-in's: use isinstance or inspect.isgenerator"),
)


def _parsed(text):
    """Returns the tree of the tests; an empty one where they are no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _names_of(tree, module):
    """Returns the names under which the tests know the answer's module, and those that they import from it."""
    modules, names = {module.partition(".")[0]}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(each.asname for each in node.names if each.asname and (each.name + ".").startswith(module + "."))
        elif isinstance(node, ast.ImportFrom) and node.module and (node.module + ".").startswith(module + "."):
            names.update(each.asname or each.name for each in node.names)
    return modules, names


def derived_class(text, module):
    """Returns the name of a class of the tests that derives from one of the answer's which is no exception, as far as its name and its
    use tell; None when there is none."""
    tree = _parsed(text)
    modules, names = _names_of(tree, module)
    for node in ast.walk(tree):
        for base in node.bases if isinstance(node, ast.ClassDef) else ():
            whole = ast.unparse(base)
            first, _, last = whole.partition(".")[0], None, whole.rpartition(".")[2]
            if (first in modules and first != whole or whole in names) and not re.search(AN_EXCEPTION, last) and \
                    not re.search(RAISED.replace("NAME", "(%s|%s)" % (re.escape(last), node.name)), text):
                return node.name
    return None


def imports_answer(text, module):
    """Tells whether the tests import the answer at all: a program that they only run may be one that cannot be imported. A task in
    another language names no module."""
    if not module:
        return False
    name = re.escape(module)
    rest = re.sub(r"""\b%s\.py\b|['"]-m['"],\s*['"]%s['"]|-m %s\b""" % (name, name, name), "", text)
    return re.search(r"\b%s\b" % name, rest) is not None


def why_impossible(text, module):
    """Returns why these tests can judge no answer, with the remedy; None when nothing is known against them."""
    derived = derived_class(text, module)
    if derived is not None:
        return "a test cannot derive a class (%s) from one of the answer's; instead: quantladder_task.define (tasks/README.md)" % derived
    if "quantladder_task" in text:
        return None
    if not module:
        return "the task names no module, and without quantladder_task its tests see nothing of the answer (tasks/README.md)"
    for pattern, reason, remedy in IMPOSSIBLE:
        if re.search(pattern.replace("MODULE", re.escape(module)), text):
            return "%s; instead: %s (tasks/README.md)" % (reason, remedy)
    return None


CHANGES = frozenset("clear append extend insert pop popitem remove discard update add setdefault sort reverse".split())


def changes_a_copy(text, module):
    """Tells whether the tests change a list, dict or set of the answer's module in place: solution.CACHE.clear()."""
    tree = _parsed(text)
    modules, names = _names_of(tree, module)

    def is_of_the_answer(node):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.value.id in modules
        return isinstance(node, ast.Name) and node.id in names

    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)) and is_of_the_answer(node.value):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            changed = [node.func.value] if node.func.attr in CHANGES else []
            if node.func.attr in ("setitem", "delitem") or ast.unparse(node.func).endswith("patch.dict"):
                changed = node.args[:1]
            if any(map(is_of_the_answer, changed)):
                return True
    return False


def notes_on(text, module):
    notes = ["note: %s (tasks/README.md)" % words for pattern, words in NOTED if re.search(pattern, text)]
    if changes_a_copy(text, module):
        notes.append("note: the tests change a list or dict of the answer's, which they have as a copy: use its functions, or "
                     "quantladder_task.define (tasks/README.md)")
    return notes


def works_with_relative_paths(text):
    """Tells whether the tests name files of the working folder, so that it has to be one that both sides have."""
    return re.search(RELATIVE_PATHS, text) is not None and "subprocess" not in text


def mirrors_for(text, peer, folder, temporary):
    if works_with_relative_paths(text):
        text += "\nchdir tmp_path"
    return mirrors.Mirrors(peer, [make(text, folder, temporary) for word, make in MIRRORED.items() if re.search(word, text)])
