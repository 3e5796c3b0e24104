"""Holds the answer's ASGI apps and calls them as a server would, in one event loop in a thread of its own. An app that blocks the loop keeps
it: apps that come later get a new one.
"""
import asyncio
import binascii
import concurrent.futures
import itertools
import operator
import threading
import urllib.parse

VERSIONS = {"version": "3.0", "spec_version": "2.3"}
CLIENT_PORT = 50000
PATIENCE_S = 0.5  # for a loop that may be blocked

_numbers = itertools.count(1)
_apps = {}
_loops = []


class Loop:
    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self.stuck = False
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def run(self, coroutine, limit_s):
        """Returns what the coroutine gives; TimeoutError when it takes too long."""
        if self.stuck:
            coroutine.close()
            raise TimeoutError
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(limit_s)
        except concurrent.futures.TimeoutError:
            self._give_up(future)
            raise TimeoutError from None

    def _give_up(self, future):
        future.cancel()
        moved = threading.Event()
        self._loop.call_soon_threadsafe(moved.set)
        self.stuck = not moved.wait(PATIENCE_S)


def _current_loop():
    if not _loops or _loops[-1].stuck:
        _loops.append(Loop())
    return _loops[-1]


class Malformed(RuntimeError):
    """What the app sends is no message of ASGI, or comes at the wrong time."""


class Exchange:
    """One request and the response that the app puts together."""

    def __init__(self, body, most):
        self._body, self._most = body, most
        self._given = False
        self.complete = asyncio.Event()
        self.status, self.headers, self.said = None, (), bytearray()
        self.problem = None

    async def receive(self):
        if not self._given:
            self._given = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self.complete.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        try:
            kind = message["type"]
            if self.complete.is_set() or kind not in ("http.response.start", "http.response.body") or \
                    (kind == "http.response.start") != (self.status is None):
                raise Malformed("%.80r was sent where it may not be" % (kind,))
            self._start(message) if self.status is None else self._add(message)
        except Exception as problem:
            error = problem if isinstance(problem, Malformed) else Malformed("a message is malformed: %s: %s" % (type(problem).__name__, problem))
            if not self.complete.is_set():
                self.problem = self.problem or str(error)
            raise error from None

    def _start(self, message):
        self.headers = tuple((_bytes(name), _bytes(value)) for name, value in message.get("headers") or ())
        self.status = operator.index(message["status"])

    def _add(self, message):
        self.said += _bytes(message.get("body", b""))
        if len(self.said) > self._most:
            raise Malformed("the body is longer than %d MiB" % (self._most >> 20))
        if not message.get("more_body"):
            self.complete.set()


def _bytes(part):
    if not isinstance(part, (bytes, bytearray, memoryview)):
        raise TypeError("%s where bytes belong" % type(part).__name__)
    return bytes(part)


class App:
    def __init__(self, app, loop):
        self.app, self.loop, self.state = app, loop, {}
        self._events = self._shut_down = None

    # -- the life of the server

    async def start_up(self):
        """Returns why the app does not start; empty when it does, or knows nothing of starting."""
        self._events, answers = asyncio.Queue(), asyncio.Queue()
        scope = {"type": "lifespan", "asgi": VERSIONS, "state": self.state}
        self._events.put_nowait({"type": "lifespan.startup"})
        self._life = asyncio.ensure_future(self._live(scope, answers))
        answer = await answers.get()
        if answer.get("type") == "lifespan.startup.failed":
            return "its startup failed: %s" % answer.get("message", "")
        self._shut_down = answers if answer else None
        return ""

    async def _live(self, scope, answers):
        try:
            await self.app(scope, self._events.get, answers.put)
        except (Exception, SystemExit):  # it knows no such thing, says the specification
            pass
        answers.put_nowait({})

    async def shut_down(self):
        if self._shut_down is not None:
            answers, self._shut_down = self._shut_down, None
            self._events.put_nowait({"type": "lifespan.shutdown"})
            await answers.get()

    # -- requests

    def scope(self, asked):
        path, _, query = asked["target"].partition("?")
        return {
            "type": "http", "asgi": VERSIONS, "http_version": "1.1", "method": asked["method"], "scheme": "http", "root_path": "",
            "path": urllib.parse.unquote(path), "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in asked["fields"]],
            "client": (asked["client"], CLIENT_PORT), "server": ("testserver", 80), "state": dict(self.state)}

    async def handle(self, asked):
        """Returns the exchange, and what the app raised."""
        exchange = Exchange(binascii.a2b_base64(asked["body_b64"]), asked["most"])
        raised = None
        try:
            await self.app(self.scope(asked), exchange.receive, exchange.send)
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            raised = error
        return exchange, raised


def asgi_start(peer, timeout_ms, app):
    if not callable(app):
        return 0, "%s is no app" % type(app).__name__
    held = App(app, _current_loop())
    try:
        problem = held.loop.run(held.start_up(), timeout_ms / 1000)
    except TimeoutError:
        problem = "its startup is not done after %g s" % (timeout_ms / 1000)
    if problem:
        return 0, problem
    number = next(_numbers)
    _apps[number] = held
    return number, ""


def asgi_request(peer, number, asked):
    """Returns (how it went, status, headers, body, what was raised after the whole response). What is raised before is raised here."""
    held = _apps[number]
    try:
        exchange, raised = held.loop.run(held.handle(asked), asked["timeout_ms"] / 1000)
    except TimeoutError:
        return "silent", 0, (), b"", ""
    if exchange.problem is not None:
        return exchange.problem, 0, (), b"", ""
    if not exchange.complete.is_set():
        if raised is not None:
            raise raised
        return "the app returned before its response was whole", 0, (), b"", ""
    return "done", exchange.status, exchange.headers, bytes(exchange.said), "%s: %s" % (type(raised).__name__, raised) if raised else ""


def asgi_close(peer, number, timeout_ms):
    held = _apps.get(number)
    try:
        held.loop.run(held.shut_down(), timeout_ms / 1000)
    except TimeoutError:
        pass
