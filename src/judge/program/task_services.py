"""Programs of the answer that keep running, as the tests see them. What they say arrives as bytes of the worker and is read here, bounded;
whatever is wrong with it fails the test.
"""
import json
import math
import time

import http_text
from setup_steps import shown, within_test
from worker_asks import ask, expect, to_ms, to_text

MAX_SERVICES = 4
BLOCK = 256 << 10
MAX_DIGITS = 1000
END_S = 0.5  # for a service that closed its connections to end
NUMBER, TEXT, BYTES, STATUS = (int,), (str,), (bytes,), (int, type(None))

_running = []


class ServiceFailure(Exception):
    """A service is gone, is silent, or said what is none of what was agreed."""

    of_the_worker = True

    def __init__(self, what, slow=False):
        super().__init__(what)
        self.slow = slow  # nothing is known against it but that time ran out


class Late(http_text.Malformed):
    """A response was not whole in time."""


def failed_by_time(error):
    return isinstance(error, ServiceFailure) and error.slow


def parse_json(text):
    """Returns the value of a JSON text, strictly: no key twice in one object, no NaN, no infinity, nothing after it. ValueError for others."""
    def without_doubles(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key twice in one object")
        return dict(pairs)

    def refuse(word):
        raise ValueError("%s is no JSON" % word)

    def finite(digits):
        return float(digits) if math.isfinite(float(digits)) else refuse(digits[:20])

    def bounded(digits):
        return int(digits) if len(digits) <= MAX_DIGITS else refuse("a number of %d digits" % len(digits))

    try:
        return json.loads(text, object_pairs_hook=without_doubles, parse_constant=refuse, parse_float=finite, parse_int=bounded)
    except RecursionError:
        raise ValueError("nested too deep") from None


class Response:
    """What an answer said to a request: `status`, `headers` by their names in small letters, `body`."""

    def __init__(self, what, status, headers, body):
        self._what, self.status, self.headers, self.body = what, status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        """Returns the body's value, read as parse_json does."""
        try:
            return parse_json(self.body.decode("utf-8"))
        except ValueError as problem:
            raise ServiceFailure("%s: the body is no JSON: %s" % (self._what, problem)) from None

    def __repr__(self):
        return "Response(status=%d, %d bytes)" % (self.status, len(self.body))


def body_and_headers(body, json_value, headers):
    """Returns the bytes of a request's body and its headers, with the type of what is sent as JSON."""
    headers = dict(headers or {})
    if json_value is None:
        return body.encode() if isinstance(body, str) else bytes(body), headers
    return json.dumps(json_value).encode(), {"Content-Type": "application/json", **headers}


def how_it_ended(status, out, err):
    if status is None:
        return "; it wrote: %s" % shown(err) if err else ""
    return "; the service has ended with status %d: %s" % (status, shown(err, out))


def start(peer, words, port, greeting, ready_within, env, cwd):
    """Starts a service. Raises ServiceFailure when it does not come up."""
    if len(_running) >= MAX_SERVICES:
        raise RuntimeError("at most %d services run at once: stop one" % MAX_SERVICES)
    limit = within_test(ready_within)
    asked = {"argv": words, "env": {str(name): str(value) for name, value in (env or {}).items()}, "port": port,
             "cwd": None if cwd is None else str(cwd), "timeout_ms": to_ms(limit)}
    number, how, status, out, err = ask(peer, (NUMBER, TEXT, STATUS, BYTES, BYTES), "service_start", asked, wait=limit)
    name = " ".join(words)
    if how == "taken":
        raise ServiceFailure("%s: another process listens on port %d already" % (name, port))
    if how == "ended":
        raise ServiceFailure("%s ended with status %s before it was ready: %s" % (name, status, shown(err, out)))
    if how != "up":
        raise ServiceFailure("%s does not listen on port %s after %g s: %s" % (name, port, limit, shown(err, out)), slow=True)
    service = Service(peer, number, name, port)
    if greeting is not None:
        service.await_greeting(greeting, within_test(ready_within))
    return service


class Service:
    """A running program of the answer. As a context manager it is stopped at the end."""

    def __init__(self, peer, number, name, port):
        self._peer, self._number, self._name, self._port = peer, number, name, port
        _running.append(self)

    def await_greeting(self, greeting, limit):
        try:
            line = self.read_line(limit)
        except ServiceFailure:
            self.stop()
            raise
        if line != greeting:
            self.stop()
            raise ServiceFailure("%s: its first line is not %r but %.80r" % (self._name, greeting, line))

    def _failure(self, what, patience=0.0, slow=False):
        status, out, err = ask(self._peer, (STATUS, BYTES, BYTES), "service_state", self._number, int(patience * 1000), wait=patience)
        return ServiceFailure("%s: %s%s" % (self._name, what, how_it_ended(status, out, err)), slow)

    # -- lines

    def send(self, text, timeout=5.0):
        """Writes to its standard input, as it stands."""
        how = self._peer.request("service_send", self._number, to_text(text), to_ms(timeout), timeout=timeout + 10)
        expect(self._peer, type(how) is str, "the end of a sending")
        if how != "sent":
            raise self._failure("it does not read its standard input", END_S if how == "ended" else 0, slow=how == "silent")

    def read_line(self, timeout=5.0):
        """Returns the next line of its standard output, without its end."""
        how, line = ask(self._peer, (TEXT, BYTES), "service_line", self._number, to_ms(timeout), wait=timeout)
        if how != "line":
            raise self._failure({"flooded": "it wrote more than 1 MiB that nobody asked for", "ended": "no line came"}.get(
                how, "no line within %g s" % timeout), slow=how == "silent")
        return line.decode("utf-8", "replace").removesuffix("\r")

    def ask(self, line, timeout=5.0):
        """Sends a line and returns the one that comes back."""
        self.send(line if line.endswith("\n") else line + "\n", timeout)
        return self.read_line(timeout)

    # -- HTTP

    def request(self, method, path, headers=None, body=b"", json=None, source="127.0.0.1", timeout=5.0):
        """Sends one request on a connection of its own, from an address of the loopback, and returns the Response."""
        if self._port is None:
            raise ValueError("%s was started without a port" % self._name)
        body, headers = body_and_headers(body, json, headers)
        data = http_text.make_request(method, path, headers, body, "127.0.0.1:%s" % self._port)
        what, until = "%s %.100s" % (method, path), time.monotonic() + timeout
        asked = {"port": self._port, "source": source, "data_b64": to_text(data), "timeout_ms": to_ms(timeout)}
        connection, how = ask(self._peer, (NUMBER, TEXT), "tcp_open", self._number, asked, wait=timeout)
        if not connection:
            raise self._failure("%s: no connection%s" % (what, "" if how == "ended" else " (%.80s)" % how), END_S)
        reader = http_text.ResponseReader(method)
        try:
            while not reader.done:
                self._read_on(connection, reader, until - time.monotonic(), timeout)
        except http_text.Malformed as problem:
            patience = END_S if isinstance(problem, http_text.CutOff) else 0
            raise self._failure("%s: %s" % (what, problem), patience, isinstance(problem, Late)) from None
        finally:
            self._peer.request("tcp_close", connection, timeout=10)
        return Response("%s: %s" % (self._name, what), reader.status, reader.headers, bytes(reader.body))

    def _read_on(self, connection, reader, left, limit):
        how, data = "silent", b""
        if left > 0:
            how, data = ask(self._peer, (TEXT, BYTES), "tcp_read", connection, to_ms(left), BLOCK, wait=left)
        if how == "data":
            reader.feed(data)
        elif how == "end":
            reader.end()
        elif how == "reset":
            raise http_text.CutOff("the connection was reset %s" % reader.progress())
        else:
            raise Late("no whole response within %g s: silent %s" % (limit, reader.progress()))

    # -- the end

    def stop(self):
        """Kills the program and its session. It may be called again."""
        if self in _running:
            _running.remove(self)
            self._peer.request("service_stop", self._number, timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()
