"""The line between the tester and the worker: frames and the errors they end in. The peers at its ends are in rpc_peer.

A frame is four bytes of length, big-endian, and a JSON object. Two kinds travel once both sides have greeted:
  {"k": "q", "lt": thread, "id": n, "op": what, "p": plain arguments, "a": values, "kw": [[name, value]], "sy": changes}
  {"k": "r", "lt": thread, "id": n, "v": value | "x": exception, "sy": changes}
and {"k": "end", "lt": thread} when a thread is over, {"k": "oom"} when the worker has no memory left to say more.
"""
import json
import os

MAX_FRAME = 16 << 20
MAX_NODES = 1_000_000


class FrameError(Exception):
    """A frame arrived that the protocol does not allow, or one that should leave does not fit."""


class LimitError(FrameError):
    """A count or a size beyond what one judgement may use."""


class Forged(FrameError):
    """The other side names something that it was never handed."""


def checked_number(x):
    """Returns the number of an object that arrived; Forged when it can be none."""
    if type(x) is not int or not 0 < x < 1 << 40:
        raise Forged("a number out of range")
    return x


def checked_name(x):
    """Returns a name that arrived, fit for a class: bounded, an identifier."""
    return x if type(x) is str and len(x) <= 80 and x.isidentifier() else "Unnamed"


class TransportFailure(BaseException):
    """The other side died, hung or broke the protocol. No `except Exception` of a test may take it for a result."""


def _short_int(text):
    # int() of a long decimal takes quadratic time; everything beyond 2**53 travels as hexadecimal text.
    if len(text) > 17:
        raise FrameError("a number is too long")
    return int(text)


def _no_float(text):
    raise FrameError("a bare float")


_decoder = json.JSONDecoder(parse_int=_short_int, parse_float=_no_float, parse_constant=_no_float)
_encoder = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def pack(message):
    """Returns the bytes of one frame."""
    try:
        body = _encoder.encode(message).encode("ascii")
    except RecursionError:
        raise FrameError("a value is nested too deep") from None
    if len(body) > MAX_FRAME:
        raise LimitError("a value is too large to pass: %d bytes" % len(body))
    return len(body).to_bytes(4, "big") + body


def unpack(body):
    """Returns the message of a frame's body; FrameError for anything that is no JSON object of sane shape."""
    # A megabyte of "[[],[],..." becomes fifty of objects, so what is counted is not only bytes.
    if len(body) > 1 << 16 and body.count(b",") + body.count(b"[") + body.count(b"{") > MAX_NODES:
        raise LimitError("a value has too many parts")
    try:
        message = _decoder.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FrameError("not JSON: %s" % type(error).__name__) from None
    if type(message) is not dict:
        raise FrameError("a frame that is no object")
    return message


class FrameReader:
    """Takes whole frames off a descriptor; one system call for most of them."""

    def __init__(self, fd):
        self._fd = fd
        self._held = bytearray()

    def _need(self, count):
        while len(self._held) < count:
            more = os.read(self._fd, max(1 << 16, min(count - len(self._held), 1 << 20)))
            if not more:
                raise EOFError("the line was closed")
            self._held += more

    def body(self):
        self._need(4)
        size = int.from_bytes(self._held[:4], "big")
        if size > MAX_FRAME:
            raise LimitError("a frame of %d bytes" % size)
        self._need(4 + size)
        body = bytes(self._held[4 : 4 + size])
        del self._held[: 4 + size]
        return body
