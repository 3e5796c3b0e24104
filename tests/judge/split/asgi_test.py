"""ASGI apps of the answer: called through the interface, without a server, and whatever they send is a response or the test's failure."""
import importlib.util
import os

import pytest

from launcher import Harness

HEAD = "import pytest, solution\nimport quantladder_task as task\n"
# Counts requests, and says what came; `clock` is a function of the test.
COUNTS = """
import json
def create_app(clock=lambda: 0, limit=3):
    seen = []
    async def app(scope, receive, send):
        if scope["type"] != "http": raise RuntimeError("only http")
        body = b""
        while True:
            message = await receive()
            body += message["body"]
            if not message["more_body"]: break
        seen.append(clock())
        said = {"method": scope["method"], "path": scope["path"], "query": scope["query_string"].decode(), "client": scope["client"][0],
                "body": body.decode(), "headers": {name.decode(): value.decode() for name, value in scope["headers"]}, "seen": seen}
        await send({"type": "http.response.start", "status": 200 if len(seen) <= limit else 429, "headers": [(b"X-Count", b"%d" % len(seen))]})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()[:10], "more_body": True})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()[10:]})
    return app
"""
# SEND is replaced by what the app does.
APP = """
import asyncio, time
def create_app():
    async def app(scope, receive, send):
        if scope["type"] != "http": return
        start = {"type": "http.response.start", "status": 200, "headers": []}
        body = {"type": "http.response.body", "body": b"hi"}
        SEND
    return app
"""


@pytest.fixture
def tested(harness):
    def test(text, answer=COUNTS, **more):
        return harness.judge({"test_it.py": HEAD + text}, {"solution.py": answer}, **more)

    return test


def statement_of(outcome):
    error = outcome.error_of("test_it")
    assert outcome.records[-1]["transport"] is False and not outcome.all_of("void"), outcome.records
    return error and "%s: %s" % (error["type"], error["message"])


def test_an_app_is_called(tested):
    outcome = tested("""
def test_it():
    app = task.asgi(solution.create_app)
    response = app.request("POST", "/a%20b?c=d", headers={"X-Word": "w"}, json={"n": 1}, source="127.0.0.9")
    assert response.status == 200 and type(response.status) is int and response.headers == {"x-count": "1"}
    said = response.json()
    assert said["headers"]["x-word"] == "w" and said["headers"]["content-type"] == "application/json"
    assert said["headers"]["content-length"] == "8" and said["headers"]["host"] == "testserver"
    del said["headers"]
    assert said == {"method": "POST", "path": "/a b", "query": "c=d", "client": "127.0.0.9", "body": '{"n": 1}', "seen": [0]}
""")
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_each_app_is_a_fresh_one_and_several_may_live(tested):
    outcome = tested("""
def test_it():
    one, other = task.asgi(solution.create_app), task.asgi(solution.create_app, limit=1)
    assert [one.request("GET", "/").status for _ in range(4)] == [200, 200, 200, 429]
    assert [other.request("GET", "/").status for _ in range(2)] == [200, 429]
    with task.asgi(lambda: solution.create_app(limit=0)) as third: assert third.request("GET", "/").status == 429
""")
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_a_clock_of_the_test_is_called_by_the_app(tested):
    outcome = tested("""
def test_it():
    now = [5.0]
    app = task.asgi(solution.create_app, clock=lambda: now[0])
    app.request("GET", "/")
    now[0] = 6.5
    assert app.request("GET", "/").json()["seen"] == [5.0, 6.5]
""")
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_requests_of_several_threads_meet_in_the_app(tested):
    outcome = tested("""
import threading
def test_it():
    app = task.asgi(solution.create_app)
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(app.request("GET", "/").status)) for _ in range(3)]
    for each in threads: each.start()
    for each in threads: each.join()
    assert statuses == [200] * 3
""", APP.replace("SEND", """waiting.append(1)
        while len(waiting) < 3: await asyncio.sleep(0.01)
        await send(start); await send(body)""") + "waiting = []\n")
    assert outcome.passed(), (outcome.records, outcome.tester_output)


ASKS = "def test_it():\n    assert task.asgi(solution.create_app).request('GET', '/x', timeout=1).body == b'hi'\n"
WRONG = {
    "raises": ("raise KeyError('x')", "KeyError: 'x'"),
    "leaves": ("raise SystemExit(0)", "SystemExit: 0"),
    "sends nothing": ("return", "the app returned before its response was whole"),
    "sends half": ("await send(start); await send({**body, 'more_body': True})", "returned before its response was whole"),
    "waits for ever": ("await asyncio.sleep(600)", "no whole response within 1 s"),
    "blocks the loop": ("time.sleep(600)", "no whole response within 1 s"),
    "waits for the end of its own response": ("await receive(); await receive()", "no whole response within 1 s"),
    "begins with the body": ("await send(body)", "'http.response.body' was sent where it may not be"),
    "begins twice": ("await send(start); await send(start)", "'http.response.start' was sent where it may not be"),
    "sends what is no message": ("await send('hi')", "a message is malformed: TypeError"),
    "sends another message": ("await send({'type': 'websocket.accept'})", "'websocket.accept' was sent where it may not be"),
    "sends text": ("await send(start); await send({**body, 'body': 'hi'})", "str where bytes belong"),
    "sends headers of text": ("await send({**start, 'headers': [('a', 'b')]})", "str where bytes belong"),
    "sends a header that holds another": ("await send({**start, 'headers': [(b'a', b'b\\r\\nc: d')]}); await send(body)", "a header of the response is none"),
    "sends many headers": ("await send({**start, 'headers': [(b'a', b'b')] * 300}); await send(body)", "more than 200 headers"),
    "sends long headers": ("await send({**start, 'headers': [(b'a', b'b' * 70000)]}); await send(body)", "longer than 64 KiB"),
    "sends a status of text": ("await send({**start, 'status': '200'}); await send(body)", "a message is malformed: TypeError"),
    "sends no status": ("await send({**start, 'status': 7}); await send(body)", "its status is none"),
    "sends 64 MiB": ("await send(start)\n        for _ in range(64): await send({**body, 'body': b'x' * 2**20, 'more_body': True})", "the body is longer than 1 MiB"),
    "swallows what is wrong": ("try: await send('hi')\n        except Exception: pass\n        await send(start); await send(body)", "a message is malformed"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_an_app_does_wrong_fails_the_test_and_is_said(tested, name):
    does, words = WRONG[name]
    outcome = tested(ASKS, APP.replace("SEND", does))
    assert outcome.calls() == {"test_it": "failed"} and words in statement_of(outcome), outcome.records


def test_an_app_that_blocked_its_loop_does_not_block_the_next_one(tested):
    outcome = tested("""
def test_it():
    stuck = task.asgi(solution.create_app)
    for _ in range(2):
        with pytest.raises(task.ServiceFailure): stuck.request("GET", "/sleep", timeout=0.3)
    assert task.asgi(solution.create_app).request("GET", "/").body == b"hi"
""", APP.replace("SEND", "if scope['path'] == '/sleep': time.sleep(600)\n        await send(start); await send(body)"))
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_a_response_that_is_whole_counts_and_what_was_raised_after_it_is_said(tested):
    outcome = tested(ASKS, APP.replace("SEND", "await send({**start, 'status': 500}); await send({**body, 'body': b'sorry'}); raise ValueError('why')"))
    assert statement_of(outcome).startswith("AssertionError") and "GET /x: the app raised ValueError: why" in statement_of(outcome)
    assert tested(ASKS, APP.replace("SEND", "await send(start); await send(body); raise ValueError")).passed()


NO_APP = {
    "a factory that raises": ("def create_app(): raise OSError('no settings')", "create_app: OSError: no settings"),
    "a factory that gives nothing": ("def create_app(): pass", "NoneType is no app"),
    "a startup that fails": ("""
def create_app():
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no table"})
    return app
""", "its startup failed: no table"),
    "a startup that never ends": ("""
import asyncio
def create_app():
    async def app(scope, receive, send): await asyncio.sleep(600)
    return app
""", "its startup is not done after 5 s"),
}


@pytest.mark.parametrize("name", list(NO_APP))
def test_an_app_that_cannot_be_made_blocks_its_test(tested, name):
    answer, words = NO_APP[name]
    outcome = tested(ASKS, answer)
    assert outcome.calls() == {"test_it": "blocked"} and words in statement_of(outcome)


LIVES = """
events = []
def create_app():
    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                events.append(kind)
                scope["state"]["word"] = "set"
                await send({"type": kind + ".complete"})
                if kind == "lifespan.shutdown": return
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": scope["state"]["word"].encode()})
    return app
"""


def test_an_app_is_told_of_its_startup_and_its_end(tested):
    outcome = tested("""
def test_it():
    with task.asgi(solution.create_app) as app:
        assert solution.events == ["lifespan.startup"]
        assert app.request("GET", "/").text == "set"
    assert solution.events == ["lifespan.startup", "lifespan.shutdown"]
    app.close()
""", LIVES)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_a_checker_has_no_apps(harness):
    outcome = harness.judge({"check.py": "import quantladder_task as task\ntask.asgi(lambda: None)\n"}, {"solution.py": ""}, mode="program")
    assert outcome.one("program") != 0 and "no objects of the answer" in outcome.tester_output


LYING_WORKER = """
import json, os
from rpc import FrameReader, pack
lines = FrameReader(3)
os.write(3, pack({"k": "hello", "version": 1}))
SAID["import"] = {"l": ["create_app"]}
SAID["get"] = {"h": 5, "k": "callable", "n": "create_app"}
SAID["call"] = {"h": 6, "k": "callable", "n": "app"}
SAID["asgi_start"] = {"t": [1, ""]}
while True:
    asked = json.loads(lines.body())
    os.write(3, pack({"k": "r", "lt": asked["lt"], "id": asked["id"], "v": SAID.get(asked["op"])}))
"""


def response(how="done", status=200, rows=(), body="aGk=", raised=""):
    return {"asgi_request": {"t": [how, status, {"t": list(rows)}, {"b": body}, raised]}}


@pytest.mark.parametrize("said, broken", [
    (response(), False), (response(status=True), True), (response(status="200"), True), (response(body=""), False),
    (response(rows=[{"l": []}]), False), (response(rows=[{"t": [{"b": ""}, "text"]}]), False), (response(status=-1), False),
    (response(how={"h": 9, "k": "object", "n": "X"}), True),
], ids=["good", "a truth", "text", "no body", "a list", "a header of text", "no status", "an object"])
def test_a_worker_that_lies_about_an_app_is_not_believed(harness, said, broken):
    outcome = harness.judge({"test_it.py": HEAD + ASKS}, {"solution.py": ""}, worker=lambda line, output, box: harness.script(
        "SAID = %r\n" % said + LYING_WORKER, line, output))
    assert (outcome.calls()["test_it"] == "passed") == (said == response())
    assert ("frame" in outcome.all_of("transport")) == broken


FASTAPI = """
from fastapi import FastAPI, Request
from pydantic import BaseModel
class Todo(BaseModel):
    title: str
def create_app(clock) -> FastAPI:
    app, todos = FastAPI(), []
    @app.post("/todos", status_code=201)
    def add(todo: Todo, request: Request):
        todos.append(todo.title)
        return {"title": todo.title, "at": clock(), "from": request.client.host}
    @app.get("/todos")
    async def every(): return todos
    @app.get("/breaks")
    async def breaks(): raise KeyError("x")
    return app
"""


def test_fastapi_is_an_app():
    found = importlib.util.find_spec("fastapi")
    if found is None:
        pytest.skip("fastapi is not installed for this Python")
    with Harness(PYTHONPATH=os.path.dirname(os.path.dirname(found.origin))) as harness:
        outcome = harness.judge({"test_it.py": HEAD + """
def test_it():
    app = task.asgi(solution.create_app, lambda: 7)
    made = app.request("POST", "/todos", json={"title": "a"}, source="127.0.0.9")
    assert (made.status, made.json()) == (201, {"title": "a", "at": 7, "from": "127.0.0.9"})
    assert app.request("POST", "/todos", json={"name": "a"}).status == 422
    assert app.request("GET", "/todos").json() == ["a"] and app.request("GET", "/none").status == 404
    assert app.request("GET", "/breaks").status == 500
    assert task.asgi(solution.create_app, lambda: 7).request("GET", "/todos").json() == []
"""}, {"solution.py": FASTAPI})
    assert outcome.passed(), (outcome.records, outcome.tester_output)
