# group: the line to the tester
# expect: not_pass
# tries: holds replies back, sends them in another order, twice, and under each other's numbers
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


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


held = []
for peer in peers():
    plain = peer.send

    def later(message, plain=plain):
        if message.get("k") == "r":
            held.append(dict(message))
            if len(held) % 2 == 0:
                first, second = held[-2:]
                first["id"], second["id"] = second["id"], first["id"]
                plain(second)
                plain(first)
                plain(first)
            elif len(held) > 6:
                plain(message)
        else:
            plain(message)

    peer.send = later


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
