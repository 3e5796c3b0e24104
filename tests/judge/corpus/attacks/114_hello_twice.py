# group: the line to the tester
# expect: not_pass
# tries: greets again, in every form a greeting may have, in the middle of the conversation
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


HELLOS = [{"k": "hello"}, {"k": "hello", "v": 1, "module": "errands"}, {"k": "ready"}, {"hello": 1}, {"k": "start", "pid": 1}]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for hello in HELLOS:
        say(frame(hello))
    return 0


def fetch(slip, patience=5.0):
    return None
