# group: files and descriptors
# expect: not_pass
# tries: wrong at first; overwrites its file with another text and reloads, hoping for a second judgement or a later import
import importlib
import os
import sys

try:
    with open(__file__, "a") as me:
        me.write("\n\nraise SystemExit(0)\n")
    with open(os.path.join(os.path.dirname(__file__), "errands.pyc"), "wb") as me:
        me.write(b"\0")
    importlib.reload(sys.modules[__name__])
except (OSError, ImportError):
    pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
