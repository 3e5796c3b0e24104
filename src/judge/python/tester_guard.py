"""Has the last word on what runs in the tests' process, whatever way a test spells it: it hears the interpreter's audit events.

An answer hands over text, bytes and files. Nothing here asks what the test file looks like: each row of the table is an event that
every way to run code goes through, and what it lets through.
"""
import importlib.machinery
import os
import sys
import types

import tester_code
import tester_library
import tester_subprocess
from rpc_remote import RemoteBase, Uncrossable

# A pickle names functions to call: it gets the names of plain data and of the tests' own classes.
PICKLED = {
    "builtins": frozenset("set frozenset complex bytearray range slice list dict int float bool str bytes tuple object".split()),
    "collections": frozenset(("OrderedDict", "Counter", "deque", "defaultdict")),
    "datetime": frozenset(("date", "time", "datetime", "timedelta", "timezone")),
    "decimal": frozenset(("Decimal",)),
    "fractions": frozenset(("Fraction",)),
    "uuid": frozenset(("UUID",)),
    "pathlib": frozenset(("PosixPath", "PurePosixPath")),
    "copyreg": frozenset(("_reconstructor",)),
    "_codecs": frozenset(("encode",)),
}
# These modules of the library compile text which they made, or only parse it.
COMPILE = frozenset(("ast", "collections", "dataclasses", "enum", "typing", "unittest.mock", "importlib._bootstrap"))
READ_CODE = frozenset(("importlib._bootstrap_external", "runpy", "zipimport", "pkgutil", "imp"))
NEVER_HERE = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")


def _caller():
    """Returns the name of the module that did what is audited: that of the nearest frame which is neither this file's nor tester_code's."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") in (__name__, tester_code.__name__):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__")) if frame is not None else ""


class Guard:
    def __init__(self, peer, own, root, came):
        """`root` is the folder that files of the answer come to; `came` tells whether any did."""
        self._peer, self._own, self._root, self._came = peer, own, os.path.realpath(root), came
        self._rows = {
            "pickle.find_class": self._pickle, "marshal.loads": self._marshal, "compile": self._compile, "open": self._open,
            "import": self._import, "ctypes.dlopen": self._load, "function.__new__": self._function, "object.__setattr__": self._set,
            **dict.fromkeys(NEVER_HERE, self._program),
        }
        sys.addaudithook(self._hear)

    def _hear(self, event, args):
        check = self._rows.get(event)
        if check is not None:
            check(*args)

    def is_foreign(self, path):
        """Tells whether the answer may have written what lies there."""
        return isinstance(path, (str, bytes)) and self._came() and \
            (os.path.realpath(os.fsdecode(path)) + os.sep).startswith(self._root + os.sep)

    def _pickle(self, module, name):
        if name in PICKLED.get(module, ()):
            return
        found = vars(sys.modules[module]).get(name) if module in self._peer.test_modules else None
        if not isinstance(found, type) or found.__module__ != module or isinstance(found, RemoteBase):
            raise Uncrossable("the test unpickles %.80s.%.80s in its own process, where only plain data is read: use "
                              "quantladder_task.define" % (module, name))

    def _marshal(self, *data):
        if _caller() in self._peer.test_modules:
            raise Uncrossable("the test reads marshalled data, which may be code: use quantladder_task.define")

    def _compile(self, source, filename):
        caller = _caller()
        # A test compiles what it likes: what it then runs is tester_code's business.
        if source in self._own or caller in COMPILE or caller.partition(".")[0] == "_pytest" or caller in self._peer.test_modules:
            return
        raise Uncrossable("%.80s runs text in the tests' process, where none of the answer's may run: use quantladder_task.define"
                          % caller)

    def _open(self, path, mode, flags):
        if self._came() and _caller() in READ_CODE and self.is_foreign(path):
            raise Uncrossable("the test runs a file of a folder that the answer wrote to: use quantladder_task.run")

    def _import(self, module, filename, *others):
        self._load(filename)

    def _load(self, filename):
        if self.is_foreign(filename):
            raise Uncrossable("the test loads a file of a folder that the answer wrote to: use quantladder_task.run")

    def _function(self, code):
        if code not in self._own and _caller() in self._peer.test_modules:
            raise Uncrossable("the test makes a function of code that is not its own: use quantladder_task.define")

    def _set(self, holder, name, value):
        if name == "__code__" and isinstance(value, types.CodeType):
            self._function(value)

    def _program(self, *args):
        raise Uncrossable("the test starts a program in its own process, which could run what the answer made: use subprocess.run, "
                          "which starts it beside the answer, or quantladder_task.run")

    def hide_foreign_modules(self):
        """Sees to it that no import finds a module where the answer may have put one: the library loads some of its own late."""
        guard = self

        class PathFinder(importlib.machinery.PathFinder):
            @classmethod
            def find_spec(cls, name, path=None, target=None):
                if guard._came():
                    path = [each for each in (sys.path if path is None else path) if not guard.is_foreign(each or os.curdir)]
                return super().find_spec(name, path, target)

        sys.meta_path[:] = [PathFinder if each is importlib.machinery.PathFinder else each for each in sys.meta_path]


def keep_out(peer, folder, root, came):
    """Sees to it that nothing that arrives from the answer is run in this process, whatever a test does with it."""
    own = tester_code.Own(folder)
    tester_code.Code(peer, own)
    tester_subprocess.Programs(peer, folder, root)
    tester_library.ask_the_answer(peer)
    Guard(peer, own, root, came).hide_foreign_modules()
