"""T6: an app that receives signed events. Each test has a copy of the app's process in which no request has been made yet."""
import base64
import hashlib
import hmac
import json
import random

import pytest

import quantladder_task as task

SECRET = "k3y-of-the-Test"


@pytest.fixture(scope="module")
def driver():
    with task.start(["ruby", "driver.rb"], greeting="ready", ready_within=25, env={"WEBHOOK_SECRET": SECRET, "APP_ENV": "production"}) as service:
        yield service


@pytest.fixture
def app(driver):
    assert driver.ask("new") == "new"
    yield App(driver)
    assert driver.ask("end") == "ended"


def signature(body, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def event(name, kind="payment.succeeded", **data):
    return json.dumps({"id": name, "type": kind, "data": data}).encode()


class App:
    """A fresh app behind the driver."""

    def __init__(self, driver):
        self.driver = driver

    def request(self, method, path, headers, body=b""):
        """Returns the status and the bytes of the body."""
        asked = {"method": method, "path": path, "headers": headers, "body": base64.b64encode(body).decode()}
        answer = task.parse_json(self.driver.ask(json.dumps(asked)))
        assert "raised" not in answer, "%s %s raised %.200s" % (method, path, answer["raised"])
        return answer["status"], base64.b64decode(answer["body"])

    def send(self, body, signed=None):
        """Sends an event, with the right signature unless another is given (False: without one). Returns the status of the response
        and, of a status below 300, its JSON."""
        headers = {"CONTENT_TYPE": "application/json"}
        if signed is not False:
            headers["HTTP_X_SIGNATURE"] = signature(body) if signed is None else signed
        status, text = self.request("POST", "/webhooks", headers, body)
        return (status, task.parse_json(text.decode())) if status < 300 else status

    def ledger(self):
        status, text = self.request("GET", "/ledger", {})
        assert status == 200
        return task.parse_json(text.decode())

    def works(self):
        """A good event is processed."""
        return self.send(event("evt_good", amount=1)) == PROCESSED


PROCESSED = (200, {"status": "processed"})
DUPLICATE = (200, {"status": "duplicate"})
IGNORED = (202, {"status": "ignored"})


def test_a_good_event_is_processed(app):
    assert app.send(event("evt_1", amount=250)) == PROCESSED
    assert app.send('{"data": {"amount": 7, "note": "über"}, "type": "payment.succeeded", "more": [1], "id": "évt"}'.encode()) == PROCESSED


def test_without_the_right_signature_it_is_401(app):
    body = event("evt_1", amount=5)
    right = signature(body)
    others = [False, "", "sha256=", "sha256=abc", right[7:], right + "0", right[:-1], "sha256=" + "0" * 64, "sha1=" + right[7:],
              signature(body, "another"), signature(b""), signature(event("evt_1", amount=6)), "SHA256" + right[6:]]
    for other in others:
        assert (other, app.send(body, signed=other)) == (other, 401)
    assert app.send(b"{ no json", signed=signature(b"")) == 401
    assert app.send(b'{"id": "evt_1"}', signed=False) == 401
    assert app.send(body, signed=right) == PROCESSED


def test_the_signature_is_of_the_bytes_that_arrived(app):
    value = {"id": "evt_1", "type": "payment.succeeded", "data": {"amount": 5, "note": "é"}}
    narrow = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    wide = json.dumps(value, indent=2).encode() + b"\n"
    assert app.send(wide, signed=signature(narrow)) == 401
    assert app.send(wide, signed=signature(wide.strip())) == 401
    assert app.send(narrow, signed=signature(wide)) == 401
    assert app.send(wide, signed=signature(wide)) == PROCESSED
    assert app.send(narrow.replace(b"evt_1", b"evt_2"), signed=signature(narrow.replace(b"evt_1", b"evt_2"))) == PROCESSED


def test_a_body_that_is_no_json_is_400(app):
    for body in (b"", b"{", b"hello", b'{"id": "evt_1", "type": "payment.succeeded", "data": {"amount": 5}', b"id=evt_1&type=payment.succeeded",
                 b"{'id': 'evt_1'}"):
        assert (body, app.send(body)) == (body, 400)
    assert app.works()


def test_without_id_type_or_data_it_is_422(app):
    whole = {"id": "evt_1", "type": "payment.succeeded", "data": {"amount": 5}}
    for key in whole:
        without = {name: value for name, value in whole.items() if name != key}
        assert (key, app.send(json.dumps(without).encode())) == (key, 422)
        assert (key, app.send(json.dumps({**whole, key: None}).encode())) == (key, 422)
    for body in (b"{}", b"[]", b'["id", "type", "data"]', b"[1]"):
        assert (body, app.send(body)) == (body, 422)
    assert app.works()


def test_the_same_id_again_is_a_duplicate(app):
    assert app.send(event("evt_1", amount=5)) == PROCESSED
    assert app.send(event("evt_1", amount=5)) == DUPLICATE
    assert app.send(event("evt_1", "payment.refunded", amount=9)) == DUPLICATE
    assert app.send(event("evt_1", "customer.created")) == DUPLICATE
    assert app.send(event("evt_2", "payment.refunded", amount=2)) == PROCESSED
    assert app.send(event("evt_2", "payment.refunded", amount=2)) == DUPLICATE
    assert app.ledger()["balance"] == 3


def test_payments_are_added_and_refunds_subtracted(app):
    assert app.ledger()["balance"] == 0
    app.send(event("evt_1", amount=1200))
    assert app.ledger()["balance"] == 1200
    app.send(event("evt_2", "payment.refunded", amount=1700))
    assert app.ledger()["balance"] == -500
    app.send(event("evt_3", amount=10**12))
    assert app.ledger()["balance"] == 10**12 - 500


def test_other_types_are_ignored_and_remembered(app):
    assert app.works()
    for number, kind in enumerate(["customer.created", "payment", "payment.succeeded.late", "Payment.Succeeded", "payment.failed"]):
        name = "evt_%d" % number
        assert (kind, app.send(event(name, kind, amount=5))) == (kind, IGNORED)
        assert (kind, app.send(event(name, amount=5))) == (kind, DUPLICATE)
    assert app.send(event("evt_x", "customer.created")) == IGNORED
    assert app.ledger()["balance"] == 1


def test_a_refused_event_is_not_remembered(app):
    assert app.send(event("evt_1", amount=5), signed=False) == 401
    assert app.send(b'{"id": "evt_1", "type": "payment.succeeded", "data": ') == 400
    assert app.send(b'{"id": "evt_1", "type": "payment.succeeded"}') == 422
    assert app.send(event("evt_1", amount=7)) == PROCESSED
    assert app.send(event("evt_1", amount=7), signed=False) == 401
    assert app.send(b'{"id": "evt_1", "type": "payment.succeeded"}') == 422
    assert app.send(event("evt_1", amount=7)) == DUPLICATE


def test_the_ledger_after_fifty_generated_events(app):
    rng = random.Random(1)
    balance, ids = 0, []
    assert app.ledger() == {"balance": 0, "ids": []}
    for _ in range(50):
        name, amount = "evt_%d" % rng.randrange(40), rng.randint(1, 10**6)
        kind = rng.choice(["payment.succeeded", "payment.succeeded", "payment.refunded", "payment.disputed"])
        signed = rng.choice([None, None, None, None, "sha256=" + "0" * 64])
        app.send(event(name, kind, amount=amount), signed=signed)
        if signed is None and name not in ids:
            ids.append(name)
            balance += {"payment.succeeded": amount, "payment.refunded": -amount}.get(kind, 0)
    assert app.ledger() == {"balance": balance, "ids": ids}
