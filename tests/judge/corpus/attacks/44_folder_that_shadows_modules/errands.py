# group: files and descriptors
# expect: not_pass
# tries: an answer of several files named like the modules that a judge imports: json, socket, threading, pytest, worker
import json  # noqa: F401


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
