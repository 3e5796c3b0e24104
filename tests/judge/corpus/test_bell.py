"""Hidden tests of `bell`: a server that is kept running.

python3 bell.py PORT         listens on 127.0.0.1:PORT
POST /ring {"by": N}         adds N to the sum of this client's address and answers 200 {"sum": SUM}; 400 where N is no whole number
GET /sum                     200 {"sum": SUM} of this client's address
"""
import secrets

import pytest

import quantladder_task as task

# watermark-6b1f0c: text of this file that no judgement may ever repeat

PORT = 8080


@pytest.fixture
def bell():
    with task.start(["python3", "bell.py", str(PORT)], port=PORT, ready_within=6) as service:
        yield service


def ring(bell, by, source="127.0.0.9"):
    response = bell.request("POST", "/ring", json={"by": by}, source=source, timeout=2)
    return response.status, response.json()


def test_sums_up(bell):
    first, second = secrets.randbelow(10**9), secrets.randbelow(10**9)
    assert ring(bell, first) == (200, {"sum": first})
    assert ring(bell, second) == (200, {"sum": first + second})
    response = bell.request("GET", "/sum", source="127.0.0.9", timeout=2)
    assert (response.status, response.json()) == (200, {"sum": first + second})


def test_each_address_has_its_own(bell):
    first, second = secrets.randbelow(10**9), secrets.randbelow(10**9)
    assert [ring(bell, first), ring(bell, second, "127.0.0.10")] == [(200, {"sum": first}), (200, {"sum": second})]


def test_refuses_what_is_no_number(bell):
    assert bell.request("POST", "/ring", json={"by": "1"}, timeout=2).status == 400
    assert bell.request("GET", "/sum", timeout=2).json() == {"sum": 0}
