"""Writes requests of HTTP/1.1 and reads responses. What is read may be anything: it is bounded, and what is no response is Malformed."""
import re

MAX_HEAD = 64 << 10
MAX_HEADERS = 200
MAX_BODY = 1 << 20
MAX_CHUNK_LINE = 1024
MAX_INTERIM = 8
BEGINNING = b"HTTP/1."
VALUE = rb"[\t\x20-\x7e\x80-\xff]*"
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9])(?: (" + VALUE + rb"))?")
HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(" + VALUE + rb")")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;" + VALUE + rb")?")


class Malformed(Exception):
    """What arrived is no response, or more than one may be."""


class CutOff(Malformed):
    """The connection ended before the response did."""


def request_fields(method, headers, body, host, usual=()):
    """Returns the names and values of a request's headers. Those that every request has give way to those given; None leaves one out."""
    fields = {name.lower(): (name, value) for name, value in (("Host", host), *usual)}
    if body or method in ("POST", "PUT", "PATCH"):
        fields["content-length"] = ("Content-Length", str(len(body)))
    fields.update((str(name).lower(), (str(name), value)) for name, value in headers.items())
    return [(name, str(value)) for name, value in fields.values() if value is not None]


def make_request(method, path, headers, body, host):
    """Returns the bytes of a request."""
    fields = request_fields(method, headers, body, host, [("Connection", "close")])
    lines = ["%s %s HTTP/1.1" % (method, path), *("%s: %s" % field for field in fields)]
    if any(set("\r\n\0") & set(line) for line in lines):
        raise ValueError("a request's method, path and headers are lines without an end of line inside")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def read_fields(lines):
    """Returns the values of each header, by its name in small letters."""
    if len(lines) > MAX_HEADERS:
        raise Malformed("the response has more than %d headers" % MAX_HEADERS)
    fields = {}
    for line in lines:
        field = HEADER.fullmatch(line)
        if field is None:
            raise Malformed("a header of the response is none")
        fields.setdefault(field[1].decode("ascii").lower(), []).append(field[2].decode("latin-1").rstrip(" \t"))
    return fields


def joined(fields):
    return {name: ", ".join(values) for name, values in fields.items()}


class ResponseReader:
    """Takes the bytes of a connection as they come, until `done`."""

    def __init__(self, method):
        self.status = self.headers = None
        self.body = bytearray()
        self.done = False
        self._has_body = method != "HEAD"
        self._held = bytearray()
        self._read = self._read_head  # the part that is read: returns whether it is complete
        self._interim = 0
        self._left = 0

    def feed(self, data):
        self._held += data
        while not self.done and self._read():
            pass

    def end(self):
        """The connection was closed."""
        if self._read == self._read_to_the_end:
            self.done = True
        if not self.done:
            raise CutOff("the connection ended %s" % self.progress())

    def progress(self):
        if self.status is None:
            return "after %d bytes, inside the head of the response" % len(self._held) if self._held else "before any response"
        return "after %d bytes of the body" % len(self.body)

    # -- the head

    def _read_head(self):
        if self._held[: len(BEGINNING)] != BEGINNING[: len(self._held)]:
            raise Malformed("what came does not begin as a response does")
        end = re.search(rb"\n\r?\n", self._held)
        if (end.end() if end else len(self._held)) > MAX_HEAD:
            raise Malformed("the head of the response is longer than %d KiB" % (MAX_HEAD >> 10))
        if end is None:
            return False
        lines = [line.removesuffix(b"\r") for line in bytes(self._held[: end.start()]).split(b"\n")]
        del self._held[: end.end()]
        status = STATUS_LINE.fullmatch(lines[0])
        if status is None:
            raise Malformed("its status line is none")
        self._take_head(int(status[1]), read_fields(lines[1:]))
        return True

    def _take_head(self, status, fields):
        if status < 200:
            self._interim += 1
            if self._interim > MAX_INTERIM:
                raise Malformed("interim responses without end")
            return
        self.status = status
        self.headers = joined(fields)
        self._read = self._body_reader(fields)

    def _body_reader(self, fields):
        if not self._has_body or self.status in (204, 304):
            self.done = True
        coding, lengths = fields.get("transfer-encoding"), set(fields.get("content-length", ()))
        if coding is not None:
            if lengths or [each.lower() for each in coding] != ["chunked"]:
                raise Malformed("its headers contradict each other on where the body ends")
            return self._read_chunk_size
        if not lengths:
            return self._read_to_the_end
        length = lengths.pop()
        if lengths or not re.fullmatch("[0-9]{1,18}", length):
            raise Malformed("its Content-Length is no number")
        self._expect(int(length) if not self.done else 0)
        return self._read_length

    # -- the body

    def _expect(self, more):
        if len(self.body) + more > MAX_BODY:
            raise Malformed("the body is longer than %d MiB" % (MAX_BODY >> 20))
        self._left = more

    def _take(self, most):
        part = self._held[:most]
        del self._held[:most]
        self.body += part
        return len(part)

    def _read_to_the_end(self):
        self._expect(len(self._held))
        self._take(len(self._held))
        return False

    def _read_length(self):
        self._left -= self._take(self._left)
        self.done = self._left == 0
        return False

    def _line(self):
        """Returns the next whole line; None while there is none."""
        end = self._held.find(b"\n", 0, MAX_CHUNK_LINE)
        if end < 0:
            if len(self._held) >= MAX_CHUNK_LINE:
                raise Malformed("a line between its chunks has no end")
            return None
        line = bytes(self._held[:end]).removesuffix(b"\r")
        del self._held[: end + 1]
        return line

    def _read_chunk_size(self):
        line = self._line()
        if line is None:
            return False
        size = CHUNK_SIZE.fullmatch(line)
        if size is None:
            raise Malformed("the size of a chunk is no number")
        self._expect(int(size[1], 16))
        self._read = self._read_chunk if self._left else self._read_trailer
        return True

    def _read_chunk(self):
        self._left -= self._take(self._left)
        if self._left:
            return False
        line = self._line()
        if line:
            raise Malformed("a chunk is longer than it says")
        if line is not None:
            self._read = self._read_chunk_size
        return line is not None

    def _read_trailer(self):
        line = self._line()
        self._left += 1
        if self._left > MAX_HEADERS:
            raise Malformed("trailers without end")
        self.done = line == b""
        return bool(line)
