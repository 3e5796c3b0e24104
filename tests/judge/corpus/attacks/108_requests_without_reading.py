# group: the line to the tester
# expect: not_pass
# tries: a flood of well-formed requests whose replies it never reads, so that the other side cannot write any more
import gc
import json
import os
import stat


def sockets():
    found = []
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            pass
    return found


def frame(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return len(body).to_bytes(4, "big") + body


def say(data):
    for fd in sockets():
        try:
            os.write(fd, data)
        except OSError:
            pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    number = getattr(fn, "_number", 1)
    text = "x" * 100_000
    for n in range(1, 2000):
        for thread in ("h1", f"w{n % 200 + 10}"):
            say(frame({"k": "q", "lt": thread, "id": n, "op": "call", "p": [number], "a": [text] * len(args), "kw": []}))
    return 0


def fetch(slip, patience=5.0):
    return None
