# group: the line to the tester
# expect: not_pass
# tries: the answer ends; a daemon that inherited the line goes on answering whatever is asked with yes
import json
import os
import stat

if os.fork():
    os._exit(0)
os.setsid()


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


def exactly(fd, count):
    data = b""
    while len(data) < count:
        more = os.read(fd, count - len(data))
        if not more:
            os._exit(0)
        data += more
    return data


for fd in sockets()[:1]:
    say(frame({"k": "hello", "v": 1, "names": ["send", "fetch", "UnknownSlip"]}))
    while True:
        asked = json.loads(exactly(fd, int.from_bytes(exactly(fd, 4), "big")))
        say(frame({"k": "r", "lt": asked.get("lt"), "id": asked.get("id"), "v": True}))
os._exit(0)
