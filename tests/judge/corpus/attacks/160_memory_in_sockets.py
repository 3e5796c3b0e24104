# group: resources
# expect: not_pass
# tries: fills enlarged socket buffers, which are no process's memory
import socket

held = []
while len(held) < 100:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 26)
    ours.setblocking(False)
    try:
        while True:
            ours.send(b"x" * 65536)
    except BlockingIOError:
        held.append((ours, theirs))


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
