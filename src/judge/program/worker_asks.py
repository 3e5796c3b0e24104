"""Asks the worker for plain values. It is believed in nothing: an answer of another shape breaks the line."""
import base64

MAX_OUTPUT = 1 << 20
SLACK_S = 10.0  # for the worker's answer, beyond what it was told to wait


def to_text(data):
    return base64.b64encode(data.encode() if isinstance(data, str) else bytes(data)).decode()


def to_ms(seconds):
    return max(int(seconds * 1000), 1)


def expect(peer, holds, what):
    if not holds:
        peer.fail("frame", what + " of the wrong shape")
        peer.request("run")  # raises


def ask(peer, kinds, op, *plain, args=(), wait=0.0):
    """Returns the worker's row, when it is a tuple of exactly these types and its bytes are bounded. `wait`: how long it was told to."""
    row = peer.request(op, *plain, args=args, timeout=wait + SLACK_S)
    expect(peer, type(row) is tuple and len(row) == len(kinds) and
           all(type(part) in kind and not (type(part) in (bytes, str) and len(part) > MAX_OUTPUT) for part, kind in zip(row, kinds)),
           "the answer to " + op)
    return row
