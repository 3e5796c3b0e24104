"""Carries files below the test's temporary folder that the answer is handed, and what it leaves there.

Only what lies at a path that the test gave away crosses to the worker: a file of expected text beside it stays here.
"""
import os
import pathlib
import stat
from io import open  # what a test puts in the place of builtins.open is not meant for us

MAX_PATH = 500
MAX_CHANGES = 2000
MAX_MADE = 5000  # of the answer's files and folders in one judgement
MAX_BYTES = 16 << 20  # in files that the answer knows: the testers share one bounded folder
MAX_DEPTH = 4
PATH_MAX = 4096


class Malformed(Exception):
    """The worker sent what no honest worker sends."""


def look(root, path, found):
    """Adds path -> (mode, contents), with None for a folder, of what lies at a path; links and devices are left out."""
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISDIR(mode):
            found[os.path.relpath(path, root)] = (mode & 0o777, None)
            for name in os.listdir(path):
                look(root, os.path.join(path, name), found)
        elif stat.S_ISREG(mode):
            with open(path, "rb") as file:
                found[os.path.relpath(path, root)] = (mode & 0o777, file.read())
    except OSError:  # gone meanwhile, or not readable
        pass


def put(root, path, mode, data):
    """Makes a folder or a file below `root`; where `mode` is None, removes it."""
    place = os.path.join(root, path)
    if os.path.realpath(os.path.dirname(place)) != os.path.dirname(os.path.normpath(place)) and path != ".":
        raise ValueError("a path outside of its folder")
    if mode is None:
        if os.path.isdir(place) and not os.path.islink(place):
            os.rmdir(place)
        elif os.path.lexists(place):
            os.unlink(place)
    elif data is None:
        if not os.path.isdir(place):
            os.mkdir(place)
    else:
        if os.path.isfile(place) and not os.access(place, os.W_OK):
            os.chmod(place, 0o600)
        fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        with open(fd, "wb") as file:
            file.write(data)
        os.chmod(place, mode)


def changes(before, now):
    """Returns rows for `put` that lead from one state to the other: folders before what is in them, and removed after it."""
    made = [(path, *now[path]) for path in sorted(now) if before.get(path) != now[path]]
    return made + [(path, None, None) for path in sorted(before.keys() - now.keys(), reverse=True)]


def is_under(path, folder):
    return path == folder or path.startswith(folder + os.sep)


def _is_plain_path(path):
    """Tells whether a path is relative, and in the one spelling under which its file is known here."""
    return type(path) is str and len(path) <= MAX_PATH and "\0" not in path and not os.path.isabs(path) and \
        path == os.path.normpath(path) and path.partition(os.sep)[0] != ".."


class Files:
    word = "files"

    def __init__(self, root):
        self.root = os.path.realpath(root)
        self._shared, self._agreed, self._heard, self._made = set(), {}, set(), 0
        self.came = False  # whether the answer left anything

    def _path_of(self, value):
        """Returns the path below the root that a value is, or None."""
        if not isinstance(value, (str, bytes, pathlib.PurePath)) or not isinstance(value, pathlib.PurePath) and len(value) > PATH_MAX:
            return None
        path = os.path.normpath(os.fsdecode(value))
        return path if is_under(path, self.root) else None

    def hear(self, value):
        """Notes a path that the answer names. A test that gives it back hands nothing over by that: the answer could name
        whatever it wishes to see."""
        path = self._path_of(value)
        if path is not None and not any(is_under(path, shared) for shared in self._shared):
            self._heard.add(path)

    def share(self, values, depth=0):
        """Notes every path below the root among the values."""
        path = self._path_of(values)
        if path is not None:
            if path not in self._heard:
                self._shared.add(path)
        elif depth < MAX_DEPTH and isinstance(values, (list, tuple, set, frozenset)):
            for value in values:
                self.share(value, depth + 1)
        elif depth < MAX_DEPTH and isinstance(values, dict):
            self.share((tuple(values), tuple(values.values())), depth)

    def _state(self):
        found = {}
        for path in sorted(self._shared):
            above = os.path.dirname(path)
            while is_under(above, self.root):
                if os.path.isdir(above):  # else the answer may be the one to make it
                    found.setdefault(os.path.relpath(above, self.root), (0o700, None))
                above = os.path.dirname(above)
            look(self.root, path, found)
        for path in self._agreed:  # what the answer made beside it
            if path not in found:
                self._look_again(path, found)
        return found

    def _look_again(self, path, found):
        if self._agreed[path][1] is not None:
            look(self.root, os.path.join(self.root, path), found)
        elif os.path.isdir(os.path.join(self.root, path)):
            found[path] = self._agreed[path]

    def give(self, shared):
        if not self._shared:
            return
        now = self._state()
        rows = changes(self._agreed, now)
        self._agreed = now
        if rows:
            yield "files", (self.root, tuple(rows))

    def active(self):
        return bool(self._agreed)  # before that the worker knows of no folder

    def _is_of_the_test(self, path, mode, data):
        """Tells whether the answer would change what it was never shown. (Without a sandbox both see one file.)"""
        place = os.path.join(self.root, path)
        if not os.path.lexists(place):
            return False
        found = {}
        if not os.path.isdir(place) or os.path.islink(place):
            look(self.root, place, found)
        elif mode is not None and data is None:
            return False  # a folder that is there already
        return path not in found or found[path][1] != data

    def take(self, rows):
        if len(rows) > MAX_CHANGES:
            raise Malformed("files")
        self.came = self.came or bool(rows)
        for row in rows:
            path, mode, data = row if type(row) is tuple and len(row) == 3 else (None, None, None)
            if not _is_plain_path(path) or type(mode) not in (int, type(None)) or type(data) not in (bytes, type(None)):
                raise Malformed("a file")
            if path not in self._agreed and self._is_of_the_test(path, mode, data):
                raise Malformed("a file that the answer was not given, or files")
            self._made += path not in self._agreed
            if self._made > MAX_MADE:
                raise Malformed("too many files")
            put(self.root, path, mode if mode is None else mode & 0o777, data)
            if mode is None:
                self._agreed.pop(path, None)
            else:
                self._agreed[path] = (mode & 0o777, data)
        if rows and sum(len(data or b"") for _, data in self._agreed.values()) > MAX_BYTES:
            raise Malformed("too large files, or files")
