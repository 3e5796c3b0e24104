"""Users are read by their id, and kept in a dictionary of the module. What a test needs it makes itself."""
import uuid

import pytest

import quantladder_task as task

ANN = {"name": "Ann", "email": "ann@example.com", "age": 36}
BOB = {"name": "Bob", "email": "bob@example.org", "age": 7}


# Runs beside the answer: gives the app, and how many users are kept, before the first request and now.
BESIDE = """
import main


def app():
    return main.app


def kept():
    users = getattr(main, "users", None)
    return len(users) if isinstance(users, dict) else -1


AT_FIRST = kept()
"""


@pytest.fixture(scope="module")
def beside():
    return task.define(BESIDE)


@pytest.fixture
def app(beside):
    return task.asgi(beside.app)


def test_the_dictionary_is_empty_at_first(beside):
    assert beside.AT_FIRST == 0


def test_post_answers_as_before(app):
    response = app.request("POST", "/users", json=ANN)
    assert response.status == 201
    made = response.json()
    assert str(uuid.UUID(made.pop("id"))) != "" and made == ANN


def test_a_user_is_read_by_its_id(app):
    made = [app.request("POST", "/users", json=person).json() for person in (ANN, BOB, ANN)]
    for user in (made[1], made[0], made[2], made[1]):
        response = app.request("GET", "/users/" + user["id"])
        assert (response.status, response.json()) == (200, user)


def test_an_id_that_no_user_has_is_404(app):
    app.request("POST", "/users", json=ANN)
    for unknown in ("00000000-0000-4000-8000-000000000000", str(uuid.uuid4())):
        response = app.request("GET", "/users/" + unknown)
        assert (response.status, response.json()) == (404, {"detail": "User not found"})


def test_the_dictionary_has_an_entry_for_each_user(app, beside):
    before = beside.kept()
    for person in (ANN, BOB, ANN):
        app.request("POST", "/users", json=person)
    assert beside.kept() == before + 3


def test_a_body_without_its_fields_is_422_and_not_kept(app, beside):
    before = beside.kept()
    assert app.request("POST", "/users", json={"name": "Ann"}).status == 422
    assert beside.kept() == before
