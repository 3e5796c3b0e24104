# group: the line to the tester
# expect: not_pass
# tries: a valid length and a hundred thousand opening brackets, then a value nested just as deep
# subset: yes
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


deep = b"[" * 100_000 + b"]" * 100_000
tags = b'{"t":[' * 30_000 + b"]}" * 30_000


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    say(frame(b'{"k":"r","lt":"h1","id":3,"v":' + tags + b"}"))
    value = []
    for _ in range(5000):
        value = [value]
    return value


def fetch(slip, patience=5.0):
    say(frame(deep))
    return None
