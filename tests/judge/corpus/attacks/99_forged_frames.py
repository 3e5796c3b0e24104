# group: the line to the tester
# expect: not_pass
# tries: answers to calls not yet made, records of passed tests and verdicts, written to every socket before the import ends
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


for number in range(1, 60):
    for value in (3107, None, True, "Žofie?", {"o": number}, {"h": 1, "k": "callable", "n": "x"}, {"m": number}):
        say(frame({"k": "r", "lt": "h1", "id": number, "v": value}))
    say(frame({"test": number, "outcome": "passed"}))
say(frame({"k": "end", "lt": "h1"}) + frame({"end": {"exit": 1, "collected": 14, "failed": 2}}))


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
