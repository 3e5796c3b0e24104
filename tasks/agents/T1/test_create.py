"""Users are made by POST. All requests go to the one app of the module; nothing here depends on what was made before."""
import uuid

import pytest

import quantladder_task as task

PEOPLE = [
    {"name": "Ann", "email": "ann@example.com", "age": 36},
    {"name": "Jörg \"J\" Groß", "email": "joerg.gross@mail.example.org", "age": 0},
    {"name": "Ann", "email": "ann@example.com", "age": 36},
]

# Runs beside the answer: gives the app, the types that the endpoint's parameters are declared with, and what models.py makes.
BESIDE = """
import typing
import main
import models


def app():
    return main.app


def body_types():
    for route in main.app.routes:
        if getattr(route, "path", "") == "/users" and "POST" in route.methods:
            hints = typing.get_type_hints(route.endpoint)
            return sorted("%s.%s" % (kind.__module__, kind.__qualname__) for name, kind in hints.items() if name != "return" and isinstance(kind, type))
    return []


def made_in_models():
    return sorted(name for name, value in vars(models).items() if getattr(value, "__module__", "") == "models")
"""


@pytest.fixture(scope="module")
def beside():
    return task.define(BESIDE)


@pytest.fixture
def app(beside):
    return task.asgi(beside.app)


def without(person, key):
    return {name: value for name, value in person.items() if name != key}


def test_a_new_user_is_answered_with_201(app):
    for person in PEOPLE:
        assert app.request("POST", "/users", json=person).status == 201


def test_the_answer_is_the_user_with_an_id(app):
    for person in PEOPLE:
        made = app.request("POST", "/users", json=person).json()
        assert sorted(made) == ["age", "email", "id", "name"]
        assert without(made, "id") == person


def test_the_id_is_a_new_uuid(app):
    ids = [app.request("POST", "/users", json=PEOPLE[0]).json()["id"] for _ in range(5)]
    assert [str(uuid.UUID(text)) for text in ids] == [text.lower() for text in ids]
    assert len(set(ids)) == 5


@pytest.mark.parametrize("field", ["name", "email", "age"])
def test_a_missing_field_is_422(app, field):
    assert app.request("POST", "/users", json=without(PEOPLE[0], field)).status == 422


def test_an_age_that_is_no_number_is_422(app):
    assert app.request("POST", "/users", json={**PEOPLE[0], "age": "old"}).status == 422


def test_the_body_is_a_user_create_of_models(beside):
    assert "models.UserCreate" in list(beside.body_types())


def test_models_holds_the_model_alone(beside):
    assert beside.made_in_models() == ["UserCreate"]
