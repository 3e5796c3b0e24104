"""The rules of the model, seen through the app that takes it."""
import pytest

import quantladder_task as task

GOOD = {"name": "Ann", "email": "ann@example.com", "age": 36}


@pytest.fixture(scope="module")
def beside():
    return task.define("import main\n\n\ndef app():\n    return main.app\n")


@pytest.fixture
def app(beside):
    return task.asgi(beside.app)


def is_made(app, **changed):
    person = {**GOOD, **changed}
    response = app.request("POST", "/users", json=person)
    return response.status == 201 and {key: response.json()[key] for key in person} == person


def is_refused(app, **changed):
    response = app.request("POST", "/users", json={**GOOD, **changed})
    if response.status != 422:
        return False
    field = next(iter(changed))
    return any(error["loc"][-1] == field for error in response.json()["detail"])


@pytest.mark.parametrize("email", ["ann@example.com", "ann.lee@mail.example.org", "a+b@example.co.uk"], ids=["plain", "dots", "plus"])
def test_a_usual_address_is_taken(app, email):
    assert is_made(app, email=email)


@pytest.mark.parametrize("email", ["ann", "ann.example.com", ""], ids=["word", "dots", "empty"])
def test_an_address_without_an_at_is_422(app, email):
    assert is_refused(app, email=email)


@pytest.mark.parametrize("email", ["ann@example", "ann.lee@example"], ids=["none", "in_front"])
def test_an_address_without_a_dot_behind_the_at_is_422(app, email):
    assert is_refused(app, email=email)


@pytest.mark.parametrize("age", [0, 1, 18, 149, 150])
def test_an_age_from_0_to_150_is_taken(app, age):
    assert is_made(app, age=age)


@pytest.mark.parametrize("age", [-1, -40])
def test_an_age_below_0_is_422(app, age):
    assert is_refused(app, age=age)


@pytest.mark.parametrize("age", [151, 1000])
def test_an_age_above_150_is_422(app, age):
    assert is_refused(app, age=age)


@pytest.mark.parametrize("name", ["A", "Jörg Groß", "x" * 200], ids=["letter", "umlauts", "long"])
def test_a_name_is_taken(app, name):
    assert is_made(app, name=name)


def test_an_empty_name_is_422(app):
    assert is_refused(app, name="")
