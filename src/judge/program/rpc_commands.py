"""The tester's end of the line for a checker: commands and files go out, plain values come back. The answer is no object here, and asks
nothing.
"""
import builtins

from rpc import Forged, FrameError
from rpc_plain import PlainPeer

REQUESTS = frozenset(("start", "run", "read_file", "write_file"))
OS_ERRORS = {name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, OSError)}


class WorkerError(Exception):
    """Another error of the worker. Were it of its own class, a worker could say SystemExit, and end the checker well."""


class CommandPeer(PlainPeer):
    side = "h"
    other = "w"
    max_threads = 0
    max_received = 64 << 20

    def request(self, op, *plain, **more):
        if op not in REQUESTS:
            raise TypeError("a checker has commands and files, and no objects of the answer (%s)" % op)
        return super().request(op, *plain, **more)

    def perform(self, op, plain, args, kwargs):
        raise Forged("a request to a checker")

    def decode_error(self, e):
        if type(e) is not dict or type(e.get("c")) is not dict:
            raise FrameError("an exception of the wrong shape")
        name = e["c"].get("bt")
        kind = OS_ERRORS.get(name, WorkerError) if type(name) is str else WorkerError
        error = kind(*self.decode_all(e.get("args"), 1))
        error.of_the_worker = True
        return error
