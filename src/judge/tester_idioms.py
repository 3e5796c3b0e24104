"""What tests like to do and how it fares across the line to the answer: the one table, which tasks/README.md shows.

An idiom is found in the text of the tests, never by what an answer does. A row either names the mirror that makes the idiom work, or says why
the tests cannot judge any answer, and what to write instead.
"""
import re

import rpc_files
import tester_mirrors as mirrors

# A word of the tests' text -> the mirror that is switched on for the whole judgement.
MIRRORED = {
    r"cap(sys|fd)|redirect_std|\bstd(in|out|err)\b": lambda text, folder, temporary: mirrors.Streams(),
    r"environ|setenv|delenv|chdir": lambda text, folder, temporary: mirrors.Environment(folder),
    r"\brandom\b|\bseed\b": lambda text, folder, temporary: mirrors.Seed(),
    r"warn": lambda text, folder, temporary: mirrors.Warnings(),
    r"caplog|assertLogs|assertNoLogs|logging": lambda text, folder, temporary: mirrors.Logging(),
    r"tmp_path|tmpdir|tempfile|mkdtemp|mkstemp": lambda text, folder, temporary: rpc_files.Files(temporary),
    r"": lambda text, folder, temporary: mirrors.Patches(text),
}

# A test that runs, imports or unpickles a file could do so with one that the answer wrote: such a test gets none.
RUNS_FILES = (
    r"\b(pickle|shelve|marshal|runpy|subprocess|ctypes|dill|cloudpickle|joblib|yaml|extractall|unpack_archive|sys\.path|"
    r"syspath_prepend|spec_from_file_location|SourceFileLoader|zipimport|dbm)\b|"
    r"(?<![.\w])(exec|eval|compile)\(|\bos\.(system|popen|exec\w*|spawn\w*|posix_spawn\w*)\b"
)


def mirrors_for(text, peer, folder, temporary):
    made = [make(text, folder, temporary) for word, make in MIRRORED.items() if re.search(word, text)]
    if re.search(RUNS_FILES, text):
        made = [each for each in made if not isinstance(each, rpc_files.Files)]
    return mirrors.Mirrors(peer, made)
