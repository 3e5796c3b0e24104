"""Mirrors arrange in the worker what a test arranges in its own process, and bring back what the answer does there.

A mirror has `give`, what the worker is to be told before its next request, as pairs of a word and its value, and `take`, what to
do with what the worker noted under the mirror's word meanwhile. It costs nothing until the test does something. The table
of idioms in tester_idioms.py says which test needs which mirror.
"""
import importlib
import logging
import os
import random
import re
import sys
import threading
import traceback
import types
import warnings

from rpc import TransportFailure
from rpc_files import Files, Malformed

MAX_TEXT = 1 << 20
MAX_NOTES = 10_000
NOT_MIRRORED = frozenset(("sys", "warnings", "logging", "threading", "unittest", "importlib", "__main__"))
NOT_LOADED = frozenset(("antigravity", "idlelib", "site", "test", "this", "tkinter", "turtle", "turtledemo"))


class Streams:
    """Mirrors sys.stdin, sys.stdout and sys.stderr, while the test has put others in their place."""

    word = "streams"

    def __init__(self):
        self._own = (sys.stdin, sys.stdout, sys.stderr)
        self._told = self._own

    def give(self, shared):
        now = (sys.stdin, sys.stdout, sys.stderr)
        if all(a is b for a, b in zip(now, self._told)):
            return
        if now[0] is not self._told[0]:
            yield "stdin", now[0].read() if now[0] is not self._own[0] else None
        self._told = now
        yield "streams", (now[1] is not self._own[1], now[2] is not self._own[2])

    def active(self):
        return self._told[1] is not self._own[1] or self._told[2] is not self._own[2]

    def take(self, texts):
        if len(texts) != 2:
            raise Malformed("printed text")
        for text, stream in zip(texts, (sys.stdout, sys.stderr)):
            if type(text) is not str or len(text) > MAX_TEXT:
                raise Malformed("printed text")
            if text:
                stream.write(text)


class _Watched(types.ModuleType):
    """A module of the standard library that notes which of its names a test replaced."""

    def __setattr__(self, name, value):
        Patches.noted.setdefault((self.__name__, name), vars(self).get(name, Patches))
        super().__setattr__(name, value)


class Patches:
    """Mirrors names of the standard library that a test replaced: builtins.input, time.sleep, sys.argv."""

    noted = {}  # (module, name) -> what was there; this class itself where nothing was

    def __init__(self, text):
        self._told, self._argv = {}, sys.argv
        for name in set(re.findall(r"\b[a-z_]+(?:\.[a-z_]+)+", text)) | set(self._imported_from(text)):
            self._load(name.split("."))
        for name, module in list(sys.modules.items()):
            top = name.partition(".")[0]
            if top in sys.stdlib_module_names - NOT_MIRRORED and type(module) is types.ModuleType:
                module.__class__ = _Watched

    @staticmethod
    def _imported_from(text):
        for package, names in re.findall(r"^\s*from ([a-z_.]+) import ([\w, ]+)", text, re.MULTILINE):
            for name in names.split(","):
                yield "%s.%s" % (package, name.split()[0]) if name.strip() else package

    @staticmethod
    def _load(parts):
        """Imports what of a dotted name is a module, to be watched before a test replaces something in it."""
        if parts[0] not in sys.stdlib_module_names - NOT_LOADED:
            return
        for count in range(1, len(parts) + 1):
            try:
                if not hasattr(importlib.import_module(".".join(parts[:count])), "__path__"):
                    return
            except ImportError:
                return

    def give(self, shared):
        for place, original in list(Patches.noted.items()):
            value = vars(sys.modules[place[0]]).get(place[1], Patches)
            if value is self._told.get(place, original) or isinstance(value, types.ModuleType):
                continue
            self._told[place] = value
            yield ("restore", place) if value is original or value is Patches else ("patch", (*place, value))
        if sys.argv is not self._argv:
            self._argv = sys.argv
            yield "patch", ("sys", "argv", tuple(map(str, sys.argv)))


class Environment:
    """Mirrors os.environ and the working folder."""

    def __init__(self, folder):
        self._folder = os.path.realpath(folder)
        self._told, self._cwd = self._now(), self._folder

    @staticmethod
    def _now():
        # The variables that pytest sets itself name the test, which is no business of the answer's.
        return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    def give(self, shared):
        now = self._now()
        for name in now.keys() | self._told.keys():
            if now.get(name) != self._told.get(name):
                shared((now.get(name),))
                yield "environment", (name, now.get(name))
        self._told = now
        cwd = os.getcwd()
        if cwd != self._cwd:
            self._cwd = cwd
            shared((cwd,))
            yield "folder", None if cwd == self._folder else cwd


class Seed:
    """Mirrors the state of `random`, each time a test sets it."""

    def __init__(self):
        self._set = False
        for name in ("seed", "setstate"):
            setattr(random, name, self._noting(getattr(random, name)))

    def _noting(self, function):
        def noting(*args, **kwargs):
            self._set = True
            return function(*args, **kwargs)

        return noting

    def give(self, shared):
        if self._set:
            self._set = False
            yield "random", random.getstate()


class _Noted:
    """A mirror of what the worker notes from the first request on."""

    def __init__(self):
        self._on = False

    def give(self, shared):
        if not self._on:
            self._on = True
            yield self.word, True

    def active(self):
        return self._on


class Warnings(_Noted):
    """Issues warnings of the answer here again."""

    word = "warnings"

    def take(self, rows):
        for row in rows:
            message, line = row if type(row) is tuple and len(row) == 2 else (None, None)
            if not isinstance(message, Warning) or type(line) is not int:
                raise Malformed("a warning")
            warnings.warn_explicit(message, type(message), "answer", line)


class Logging(_Noted):
    """Handles log records of the answer here again, and mirrors the levels that a test sets."""

    word = "logging"

    def __init__(self):
        super().__init__()
        self._told = self._levels()

    @staticmethod
    def _levels():
        named = {name: each.level for name, each in logging.root.manager.loggerDict.items() if isinstance(each, logging.Logger)}
        return {"": logging.root.level, **named}

    def give(self, shared):
        yield from super().give(shared)
        now = self._levels()
        for name, level in now.items():
            if self._told.get(name, logging.NOTSET) != level:
                yield "level", (name, level)
        self._told = now

    def take(self, rows):
        for row in rows:
            if type(row) is not tuple or [type(x) for x in row[:-1]] != [str, int, str, int, str]:
                raise Malformed("a log record")
            name, level, message, line, function, error = row
            raised = (type(error), error, None) if isinstance(error, BaseException) else None
            logger = logging.getLogger(name if name != "root" else None)
            self._told.setdefault(name, logger.level)
            if logger.isEnabledFor(level):
                told = logging.LogRecord(name, level, "answer", line, message, (), raised, function)
                if raised is not None:  # with the head that it has where its frames are known
                    told.exc_text = "Traceback (most recent call last):\n" + \
                        "".join(traceback.format_exception_only(*raised[:2])).rstrip("\n")
                logger.handle(told)


class Mirrors:
    """Puts all mirrors of one judgement around every request to the worker."""

    def __init__(self, peer, mirrors):
        self._peer, self._mirrors, self._local = peer, mirrors, threading.local()
        self._files = next((each for each in mirrors if isinstance(each, Files)), None)
        if self._files is not None:
            peer.hear = self._files.hear
        self._taking = [each for each in mirrors if hasattr(each, "take")]
        self._lock = threading.RLock()

    def files_came(self):
        """Tells whether files of the answer lie in this process's folders."""
        return self._files is not None and self._files.came

    def idle(self):
        return not getattr(self._local, "busy", False) and self._peer.failed is None

    def share(self, values):
        """Lets the answer see what lies at the paths among these values."""
        if self._files is not None:
            self._files.share(values)

    def give(self, args=(), kwargs=None):
        if not self.idle():
            return
        self.share((args, kwargs))
        self._local.busy = True
        try:
            with self._lock:
                told = tuple(pair for mirror in self._mirrors for pair in mirror.give(self.share))
                if told:
                    self._peer.request("mirror_give", args=(told,))
        finally:
            self._local.busy = False

    def take(self):
        active = [each for each in self._taking if each.active()]
        if not active or not self.idle():
            return
        self._local.busy = True
        try:
            with self._lock:
                noted = self._peer.request("mirror_take", args=(tuple(each.word for each in active),))
                self._understand(active, noted)
        finally:
            self._local.busy = False

    def _understand(self, active, noted):
        try:
            if type(noted) is not tuple or len(noted) != len(active):
                raise Malformed("notes")
            for mirror, rows in zip(active, noted):
                if type(rows) is not tuple or len(rows) > MAX_NOTES:
                    raise Malformed("notes")
                mirror.take(rows)
        except Malformed as problem:
            self._peer.fail("frame", "%s of the wrong shape" % problem)
            raise TransportFailure(self._peer.failed[1]) from None
