"""Replaces subprocess.run and its like for the tests: the program runs beside the answer, in the answer's folder, and what it writes is
the answer's word. The tests' own process starts none.
"""
import os
import subprocess
import sys

import quantladder_task
from tester_code import namesake

PATIENCE_S = 10.0


class Programs:
    def __init__(self, peer, folder, temporary):
        """`folder` holds the tests: to them it is where the answer's files are. Below `temporary` paths mean the same on both sides."""
        self._peer, self._folder, self._temporary = peer, os.path.realpath(folder), os.path.realpath(temporary)
        self._originals = {name: getattr(subprocess, name) for name in ("run", "call", "check_call", "check_output")}
        for name, original in self._originals.items():
            setattr(subprocess, name, namesake(original)(self._for_tests(original, getattr(self, name))))

    def _for_tests(self, original, replacement):
        def started(*args, **kwargs):
            is_test = sys._getframe(1).f_globals.get("__name__") in self._peer.test_modules
            return (replacement if is_test else original)(*args, **kwargs)

        return started

    def run(self, args, *, input=None, stdin=None, stdout=None, stderr=None, capture_output=False, shell=False, cwd=None, timeout=None,
            check=False, text=None, universal_newlines=None, encoding=None, errors=None, env=None, **more):
        if capture_output:
            stdout = stderr = subprocess.PIPE
        is_text = bool(text or universal_newlines or encoding or errors)
        given = self._given(input, stdin, encoding)
        argv = ["/bin/sh", "-c", self._place(args)] if shell else self._words(args)
        place = self._folder_of(cwd)
        self._peer.mirrors.share((argv, place))
        result = quantladder_task.run(argv, input=given, timeout=timeout or PATIENCE_S, cwd=place, env=self._changed(env))
        out, err = self._streams(result, stdout, stderr, lambda data: self._read(data, is_text, encoding, errors))
        if result.timed_out:
            raise subprocess.TimeoutExpired(args, timeout or PATIENCE_S, out, err)
        done = subprocess.CompletedProcess(args, result.status, out, err)
        if check:
            done.check_returncode()
        return done

    def call(self, *args, **kwargs):
        return self.run(*args, **kwargs).returncode

    def check_call(self, *args, **kwargs):
        self.run(*args, check=True, **kwargs)
        return 0

    def check_output(self, *args, **kwargs):
        return self.run(*args, check=True, stdout=subprocess.PIPE, **kwargs).stdout

    def _place(self, word):
        """Returns a word of a command as the answer's process knows it: the tests' folder is the answer's."""
        word = os.fsdecode(word)
        if word == self._folder:
            return "."
        return word.replace(self._folder + os.sep, "")

    def _words(self, args):
        return [self._place(word) for word in ([args] if isinstance(args, (str, bytes, os.PathLike)) else args)]

    def _folder_of(self, cwd):
        """Returns the folder to run in, or None for the answer's."""
        place = os.path.realpath(cwd if cwd is not None else os.getcwd())
        return place if (place + os.sep).startswith(self._temporary + os.sep) else None

    @staticmethod
    def _changed(env):
        return {name: value for name, value in (env or {}).items() if os.environ.get(name) != value}

    @staticmethod
    def _given(input, stdin, encoding):
        if input is None and hasattr(stdin, "read"):
            input = stdin.read()
        return input.encode(encoding or "utf-8") if isinstance(input, str) else input or b""

    @staticmethod
    def _read(data, is_text, encoding, errors):
        if not is_text:
            return data
        return data.decode(encoding or "utf-8", errors or "strict").replace("\r\n", "\n").replace("\r", "\n")

    @staticmethod
    def _streams(result, stdout, stderr, read):
        both = stderr == subprocess.STDOUT
        found = []
        for target, data in ((stdout, result.stdout + (result.stderr if both else b"")), (stderr, result.stderr)):
            if hasattr(target, "write"):
                getattr(target, "buffer", target).write(data)
            found.append(read(data) if target == subprocess.PIPE else None)
        return found
