# group: the line to the tester
# expect: not_pass
# tries: NaN, 1e999, a million digits, negative zero, a number with a thousand exponents, as ids and as values
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


ODD = [b"NaN", b"-Infinity", b"1e999", b"9" * 1_000_000, b"-0", b"0x10", b"1.0", b"true", b"null", b"01", b"1e-999999999"]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for odd in ODD:
        say(frame(b'{"k":"r","lt":"h1","id":' + odd + b',"v":' + odd + b"}"))
    return int("9" * 4000) ** 50


def fetch(slip, patience=5.0):
    return (float("inf"), -0.0, 10**30_000)
