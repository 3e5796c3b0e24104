"""Programs of the answer that keep running: HTTP on the loopback, lines on standard input and output, and how each of them ends."""
import os
import socket
import time

import pytest

HEAD = """
import pytest
import quantladder_task as task
PORT = %d
"""
HELLO = """
import http.server, json, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        said = json.dumps({"path": self.path, "from": self.client_address[0], "body": body.decode(), "word": self.headers["X-Word"],
                           "count": Handler.count}).encode()
        Handler.count += 1
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
    def log_message(self, *rest): pass
Handler.count = 0
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
# Says what it is told to each connection, once it has read a request.
SAYS = """
import socket, sys, time
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    line, _ = server.accept()
    if b"read" in READS: line.recv(65536)
    for part in SAID:
        if type(part) is bytes: line.sendall(part)
        elif part == "keep": break
        elif part == "die": sys.exit(3)
    else:
        line.close()
    HELD.append(line) if KEEPS else None
"""
ADDS = """
import sys
for line in sys.stdin:
    a, b = line.split()
    print(int(a) + int(b), flush=True)
"""


def free_port():
    with socket.socket() as sought:
        sought.bind(("127.0.0.1", 0))
        return sought.getsockname()[1]


@pytest.fixture
def tested(harness):
    def test(text, program, **more):
        port = free_port()
        outcome = harness.judge({"test_it.py": HEAD % port + text}, {"server.py": program}, module="", **more)
        until = time.monotonic() + 20  # nothing of it is left
        while socket.socket().connect_ex(("127.0.0.1", port)) == 0:
            assert time.monotonic() < until, "somebody still listens"
            time.sleep(0.05)
        return outcome

    return test


def says(*said, reads=True, keeps=False, often=1):
    """A server that says this to each connection, the last of it `often`."""
    head = "HELD, KEEPS, READS, SAID = [], %r, [%s], %r\nSAID = SAID[:-1] + SAID[-1:] * %d\n"
    return head % (keeps, "b'read'" if reads else "", said, often) + SAYS


def why(outcome, test="test_it"):
    """Returns how the test ended and what was said of it."""
    error = outcome.error_of(test)
    assert outcome.records[-1]["transport"] is False and not outcome.all_of("void"), outcome.records
    return error and "%s: %s" % (error["type"], error["message"])


START = "task.start(['python3', 'server.py', str(PORT)], port=PORT)"
ASKS = "def test_it():\n    with %s as service: assert service.request('GET', '/x', timeout=%%s).body == b'hi'\n" % START


def test_a_service_is_asked_over_http(tested):
    outcome = tested("""
@pytest.fixture(scope="module")
def service():
    with %s as started:
        yield started

def test_answer(service):
    response = service.request("POST", "/a?b=c", headers={"X-Word": "w"}, body="text", source="127.0.0.9")
    assert response.status == 201 and type(response.status) is int
    assert response.headers["content-type"] == "application/json" and type(response.body) is bytes
    assert response.json() == {"path": "/a?b=c", "from": "127.0.0.9", "body": "text", "word": "w", "count": 0}

def test_it_is_the_same_service(service):
    assert service.request("POST", "/", json={"a": [1]}).json()["count"] == 1

def test_a_request_sends_json(service):
    assert service.request("POST", "/", json={"a": [1]}).json()["body"] == '{"a": [1]}'
""" % START, HELLO)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_each_test_may_have_a_service_of_its_own(tested):
    outcome = tested("""
@pytest.mark.parametrize("n", range(6))
def test_fresh(n):
    with %s as service:
        assert service.request("POST", "/", body=b"x").json()["count"] == 0
""" % START, HELLO)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_requests_of_several_threads_travel_at_once(tested):
    outcome = tested("""
import threading
def test_it():
    with %s as service:
        counts = []
        threads = [threading.Thread(target=lambda: counts.append(service.request("POST", "/", body=b"x").json()["from"])) for _ in range(8)]
        for each in threads: each.start()
        for each in threads: each.join()
        assert counts == ["127.0.0.1"] * 8
""" % START, HELLO)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_a_service_is_asked_by_lines(tested):
    outcome = tested("""
def test_it():
    with task.start(["python3", "server.py"]) as service:
        assert service.ask("3 4") == "7"
        service.send("1 1\\n2 2\\n")
        assert (service.read_line(), service.read_line()) == ("2", "4")
""", ADDS)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_a_greeting_tells_that_a_service_is_there(tested):
    outcome = tested("""
def test_it():
    with task.start(["python3", "server.py"], greeting="ready") as service: assert service.ask("1 2") == "3"
def test_other():
    task.start(["python3", "server.py"], greeting="hello")
""", "print('ready', flush=True)\n" + ADDS)
    assert outcome.calls() == {"test_it": "passed", "test_other": "blocked"}
    assert "its first line is not 'hello' but 'ready'" in why(outcome, "test_other")


BLOCKED = {
    "a program that ends": ("import sys; sys.exit('no such gem')", "PORT", "python3 server.py ended with status 1 before it was ready: no such gem"),
    "a program that never listens": ("import time\ntime.sleep(600)", "PORT", "after 0.5 s"),
    "a program that listens elsewhere": ("import socket, time\ns = socket.create_server(('127.0.0.1', 0))\ntime.sleep(600)", "PORT", "does not listen"),
    "a daemon that listens nowhere": ("import os, time\nif os.fork(): os._exit(0)\nos.setsid()\ntime.sleep(2)", "PORT", "ended with status 0 before it was ready"),
}


@pytest.mark.parametrize("name", list(BLOCKED))
def test_a_service_that_does_not_come_up_blocks_its_tests_once(tested, name):
    program, port, words = BLOCKED[name]
    begin = "open('starts', 'a').write('x')\n"
    outcome = tested("""
@pytest.fixture
def service():
    return task.start(["python3", "server.py"], port=%s, ready_within=%s)
def test_one(service): pass
def test_two(service): pass
def test_that_it_was_started_once(): assert task.read("starts") == b"x"
""" % (port, 0.5 if "0.5" in words else 5), begin + program)
    assert [r["outcome"] for r in outcome.records if r.get("when") == "setup"][:2] == ["blocked", "blocked"]
    assert outcome.calls()["test_that_it_was_started_once"] == "passed"
    assert words in why(outcome, "test_one") and why(outcome, "test_one") == why(outcome, "test_two")


def test_a_missing_program_is_blocked(tested):
    outcome = tested("def test_it(): task.start(['no-such-program'], port=PORT)\n", "")
    assert "no-such-program ended with status 127 before it was ready: no-such-program: No such file" in why(outcome)


WRONG = {
    "dies before it answers": (says("die"), "ended with status 3"),
    "answers half": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "the connection ended after 4 bytes of the body"),
    "says nothing": (says(), "before any response"),
    "keeps the connection open": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "keep", keeps=True),
                                  "no whole response within 0.5 s: silent after 4 bytes of the body"),
    "accepts and is silent": (says("keep", keeps=True), "silent before any response"),
    "is no server of HTTP": (says(b"220 mail ready\r\n"), "does not begin as a response does"),
    "sends 64 MiB": (says(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * (1 << 16), often=1024), "the body is longer than 1 MiB"),
    "sends headers without end": (says(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 8192, often=64), "the head of the response is longer"),
    "does not read": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nno!", reads=False), "AssertionError"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_a_service_does_wrong_fails_the_test_and_is_said(tested, name):
    program, words = WRONG[name]
    if "sends" in name:  # a pipe that breaks is no reason to end
        program = program.replace("if type(part) is bytes: line.sendall(part)", "if type(part) is bytes:\n"
                                  "            try: line.sendall(part)\n            except OSError: break")
    outcome = tested(ASKS % 0.5 if "0.5" in words or "silent" in words else ASKS % 5, program)
    assert outcome.calls() == {"test_it": "failed"} and words in why(outcome), outcome.records


def test_a_response_that_is_complete_needs_no_closed_connection(tested):
    several = "def test_it():\n    with %s as service:\n        for _ in range(4): assert service.request('GET', '/x', timeout=8).body == b'hi'\n"
    outcome = tested(several % START, says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "keep", keeps=True))
    assert outcome.passed()  # the test's own limit is 10 s


def test_chunks_and_http_1_0_are_read(tested):
    assert tested(ASKS % 5, says(b"HTTP/1.0 200 OK\r\n\r\nhi")).passed()
    assert tested(ASKS % 5, says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nh\r\n1\r\ni\r\n0\r\n\r\n")).passed()


def test_a_service_that_dies_between_two_requests_is_said(tested):
    outcome = tested("""
import time
def test_it():
    with %s as service:
        assert service.request("GET", "/").body == b"hi"
        while service.request("GET", "/"): time.sleep(0.05)
""" % START, says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "die"))
    assert "GET /: no connection" in why(outcome) and "the service has ended with status 3" in why(outcome)


DAEMON = """
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, ["python3", "server.py", sys.argv[1], "child"])
    os._exit(0)
os.wait()
import socket, time
while socket.socket().connect_ex(("127.0.0.1", int(sys.argv[1]))): time.sleep(0.01)
"""


def test_a_service_that_becomes_a_daemon_is_said(tested):
    hello = "import threading, os, sys\nif len(sys.argv) > 2: threading.Timer(4, os._exit, (0,)).start()\n"
    outcome = tested("""
import time
def test_it():
    service = %s
    time.sleep(1)
    service.request("POST", "/", body=b"x")
""" % START, "import sys\nif len(sys.argv) == 2:\n" + "".join("    " + line + "\n" for line in DAEMON.splitlines()) + "    sys.exit(0)\n" +
                     hello + HELLO)
    assert "ended with status 0" in why(outcome)


def test_what_a_service_writes_does_not_stop_it(tested):
    outcome = tested("""
def test_it():
    with %s as service:
        for n in range(5): assert service.request("POST", "/", body=b"x").json()["count"] == n
""" % START, "import sys\nfor out in (sys.stdout, sys.stderr):\n    for _ in range(80): out.write('x' * 65536)\n    out.flush()\n" + HELLO)
    assert outcome.passed(), outcome.records


LINES = {
    "a flood": ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "it wrote more than 1 MiB that nobody asked for"),
    "silence": ("import time\ntime.sleep(600)", "no line within 0.5 s"),
    "an end": ("import sys\ninput()\nsys.exit('I give up')", "no line came; the service has ended with status 1: I give up"),
    "half a line": ("import sys\nsys.stdout.write('7'); sys.stdout.flush()\ninput()\n", "no line came; the service has ended with status 0"),
}


@pytest.mark.parametrize("name", list(LINES))
def test_lines_that_do_not_come_are_said(tested, name):
    program, words = LINES[name]
    limit = 0.5 if "0.5" in words else 8
    outcome = tested("def test_it():\n    with task.start(['python3', 'server.py']) as s: assert s.ask('3 4', %s) == '7'\n" % limit, program)
    assert words in why(outcome), outcome.records


def test_a_service_that_does_not_read_is_said(tested):
    outcome = tested("def test_it():\n    with task.start(['python3', 'server.py']) as s: s.send('x' * 10**6, 0.5)\n",
                     "import time\ntime.sleep(600)")
    assert "it does not read its standard input" in why(outcome)


LEAVES = {
    "a command with a time limit": "timeout 50 python3 server.py $0; true",
    "a job of its own": "set -m; python3 server.py $0 & wait",
    "a job of a job": "set -m; bash -c 'set -m; python3 server.py $0 & wait' $0 & wait",
}


@pytest.mark.parametrize("command", list(LEAVES.values()), ids=list(LEAVES))
def test_a_service_that_was_stopped_leaves_its_port_whatever_groups_it_made(tested, command):
    outcome = tested("""
@pytest.mark.parametrize("n", range(3))
def test_fresh(n):
    with task.start(["bash", "-c", %r, str(PORT)], port=PORT) as service:
        assert service.request("POST", "/", body=b"x").json()["count"] == 0
""" % command, HELLO)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


@pytest.mark.parametrize("command", list(LEAVES.values()), ids=list(LEAVES))
def test_a_command_that_ran_out_of_time_leaves_its_port_whatever_groups_it_made(tested, command):
    outcome = tested("""
def test_it():
    assert task.run(["bash", "-c", %r, str(PORT)], timeout=3).timed_out
    with %s as service: assert service.request("POST", "/", body=b"x").json()["count"] == 0
""" % (command, START), HELLO)
    assert outcome.passed(), (outcome.records, outcome.tester_output)


def test_few_services_run_at_once(tested):
    outcome = tested("""
def test_it():
    services = [task.start(["cat"]) for _ in range(4)]
    assert [each.ask(str(n)) for n, each in enumerate(services)] == ["0", "1", "2", "3"]
    with pytest.raises(RuntimeError, match="at most 4 services"): task.start(["cat"])
    services[0].stop()
    services[0].stop()
    assert task.start(["cat"]).ask("x") == "x"
""", "")
    assert outcome.passed(), outcome.records


@pytest.mark.parametrize("text, words", [
    ("{'a': 1}", "is no JSON"), ("[NaN]", "NaN is no JSON"), ('{"a": 1, "a": 2}', "a key twice"), ("[1] x", "is no JSON"),
    ("[" * 100_000, "nested too deep"), ("9" * 5000, "a number of 5000 digits"), ("[1e999]", "is no JSON"), ("\xff", "is no JSON")],
    ids=["quotes", "nan", "twice", "more", "deep", "long", "infinite", "bytes"])
def test_json_is_read_strictly(tested, text, words):
    body = text.encode("latin-1")
    said = says(b"HTTP/1.1 200 OK\r\n\r\n" + body)
    outcome = tested("def test_it():\n    with %s as service: service.request('GET', '/').json()\n" % START, said)
    assert why(outcome).startswith("ServiceFailure: ") and words in why(outcome)


def test_a_checker_may_use_services_too(harness):
    outcome = harness.judge({"check.py": "import quantladder_task as task\nassert task.start(['cat']).ask('x') == 'x'\n"},
                            {"answer.sh": ""}, mode="program")
    assert outcome.one("program") == 0


def test_a_service_that_fails_a_checker_fails_the_answer(harness):
    outcome = harness.judge({"check.py": "import quantladder_task as task\ntask.start(['true']).ask('x')\n"}, {"answer.sh": ""}, mode="program")
    assert outcome.one("program") == 1


LYING_WORKER = """
import json, os
from rpc import FrameReader, pack
lines = FrameReader(3)
ECHO = {"t": [0, {"b": ""}, {"b": ""}, False]}  # to the canary, whose run comes before the test's requests
os.write(3, pack({"k": "hello", "version": 1}))
while True:
    asked = json.loads(lines.body())
    said = {"v": ECHO if asked["op"] == "run" else SAID.get(asked["op"])}
    os.write(3, pack({"k": "r", "lt": asked["lt"], "id": asked["id"], **said}))
"""
UP = {"t": [1, "up", None, {"b": ""}, {"b": ""}]}
LIES = {
    "a number that is a truth": {"service_start": {"t": [True, "up", None, {"b": ""}, {"b": ""}]}},
    "too few": {"service_start": {"t": [1, "up"]}},
    "a list": {"service_start": {"l": [1, "up", None, {"b": ""}, {"b": ""}]}},
    "a subclass": {"service_start": {"h": 7, "k": "value", "n": "Row", "v": {"t": [1, "up", None, {"b": ""}, {"b": ""}]}}},
    "data that is text": {"service_start": UP, "tcp_open": {"t": [1, "open"]}, "tcp_read": {"t": ["data", "HTTP/1.1 200"]}},
    "too much data": {"service_start": UP, "tcp_open": {"t": [1, "open"]}, "tcp_read": {"t": ["data", {"b": "LONG"}]}},
}


@pytest.mark.parametrize("name", list(LIES))
def test_a_worker_that_lies_about_a_service_breaks_the_line(harness, name):
    tests = {"test_it.py": HEAD % 1 + "def test_it(): assert task.start(['x'], port=PORT).request('GET', '/').status == 200\n"}
    outcome = harness.judge(tests, {"server.py": ""}, module="", worker=lambda line, output, box: harness.script(
        ("SAID = %r\n" % LIES[name]).replace("'LONG'", "'QUFB' * (1 << 20)") + LYING_WORKER, line, output))
    assert outcome.all_of("transport")[0] == "frame" and not outcome.passed()


ENDLESS = {"service_start": UP, "tcp_open": {"t": [1, "open"]}, "tcp_read": {"t": ["data", {"b": ""}]}}


@pytest.mark.parametrize("said, words", [
    (ENDLESS, "no whole response within 0.5 s"),
    ({**ENDLESS, "tcp_read": {"t": ["no such word", {"b": "QUFB"}]}}, "no whole response within 0.5 s"),
    ({**ENDLESS, "service_start": {"t": [0, "no such word", None, {"b": ""}, {"b": ""}]}}, "does not listen"),
], ids=["nothing for ever", "another word", "neither up nor ended"])
def test_a_worker_that_gives_nothing_useful_fails_the_test(harness, said, words):
    said = {**said, "service_state": {"t": [None, {"b": ""}, {"b": ""}]}}
    tests = {"test_it.py": HEAD % 1 + "def test_it(): task.start(['x'], port=PORT).request('GET', '/', timeout=0.5)\n"}
    outcome = harness.judge(tests, {"server.py": ""}, module="", worker=lambda line, output, box: harness.script(
        "SAID = %r\n" % said + LYING_WORKER, line, output))
    assert words in outcome.error_of("test_it")["message"]
