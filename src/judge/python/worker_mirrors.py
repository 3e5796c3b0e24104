"""Arranges in the worker what a test arranged (tester_mirrors.py), and notes what the answer does there."""
import os
import sys

MAX_TEXT = 1 << 20
_own = {}  # (module, name) -> what a test's patch replaced
_notes = {"streams": None, "warnings": [], "logging": []}
_files = {}


def stdin(peer, text):
    import io

    sys.stdin = sys.__stdin__ if text is None else io.StringIO(text)


def streams(peer, kept):
    import io

    texts = _notes["streams"] = []
    for name, keep in zip(("stdout", "stderr"), kept):
        own, now = getattr(sys, "__%s__" % name), getattr(sys, name)
        ours = isinstance(now, io.StringIO) and now in _streams
        if keep and not ours and now is own:
            _streams.append(io.StringIO())
            setattr(sys, name, _streams[-1])
        elif not keep and ours:
            setattr(sys, name, own)
        texts.append(getattr(sys, name) if keep else None)


_streams = []


def patch(peer, row):
    import importlib

    module, name, value = row
    holder = importlib.import_module(module)
    _own.setdefault((module, name), getattr(holder, name, _own))
    setattr(holder, name, list(value) if (module, name) == ("sys", "argv") else value)


def restore(peer, place):
    value = _own.pop(tuple(place), _own)
    if value is not _own:
        setattr(sys.modules[place[0]], place[1], value)


def environment(peer, pair):
    name, value = pair
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def folder(peer, path):
    os.chdir(peer.box if path is None else path)


def set_random(peer, state):
    import random

    random.setstate(state)


def warnings(peer, on):
    import warnings

    def note(message, category, filename, lineno, file=None, line=None):
        _notes["warnings"].append((message, lineno))

    warnings.simplefilter("always")
    warnings.showwarning = note


def logging(peer, on):
    import logging

    class Noting(logging.Handler):
        def emit(self, record):
            error = record.exc_info[1] if record.exc_info else None
            _notes["logging"].append(
                (record.name, record.levelno, record.getMessage(), record.lineno, record.funcName or "", error))

    logging.getLogger().addHandler(Noting())


def level(peer, pair):
    import logging

    logging.getLogger(pair[0] or None).setLevel(pair[1])


def files(peer, told):
    import rpc_files

    root, rows = told
    os.makedirs(root, exist_ok=True)
    for row in rows:
        rpc_files.put(root, *row)
    _files.update(root=root, agreed=_state(root))


def _state(root):
    import rpc_files

    found = {}
    rpc_files.look(root, root, found)
    return found


def _taken(word):
    if word == "files":
        import rpc_files

        before, _files["agreed"] = _files["agreed"], _state(_files["root"])
        return tuple(rpc_files.changes(before, _files["agreed"]))
    if word == "streams":
        return tuple(_printed(stream) for stream in _notes[word])
    rows, _notes[word] = _notes[word], []
    return tuple(rows)


def _printed(stream):
    if stream is None:
        return ""
    text = stream.getvalue()[:MAX_TEXT]
    stream.seek(0)
    stream.truncate()
    return text


def mirror_give(peer, told):
    order = sorted(told, key=lambda pair: pair[0] == "folder")  # into a folder that is there by then
    for word, value in order:
        GIVEN[word](peer, value)


def mirror_take(peer, words):
    return tuple(_taken(word) for word in words)


GIVEN = {"stdin": stdin, "streams": streams, "patch": patch, "restore": restore, "environment": environment, "folder": folder,
         "random": set_random, "warnings": warnings, "logging": logging, "level": level, "files": files}
