"""A list of to-dos. Each test has an app of its own, and what it needs is made by POST, without looking at more than it is about."""
import random

import pytest

import quantladder_task as task
import solution


@pytest.fixture
def app():
    return task.asgi(solution.create_app)


def todo(number, title, completed=False):
    return {"id": number, "title": title, "completed": completed}


def make(app, *titles):
    for title in titles:
        assert app.request("POST", "/todos", json={"title": title}).status < 300


def listed(app):
    return app.request("GET", "/todos").json()


def test_a_new_todo_is_answered_with_201(app):
    for number, title in enumerate(["Buy milk", "", "Ärger \"vermeiden\"", "Buy milk"], 1):
        response = app.request("POST", "/todos", json={"title": title})
        assert (response.status, response.json()) == (201, todo(number, title))


def test_ids_count_up_and_are_never_given_again(app):
    def new_id(**more):
        return app.request("POST", "/todos", json={"title": "x", **more}).json()["id"]

    assert [new_id() for _ in range(3)] == [1, 2, 3]
    app.request("DELETE", "/todos/2")
    assert new_id() == 4
    app.request("DELETE", "/todos/4")
    assert new_id() == 5
    assert [new_id(id=1), new_id(id=70), new_id(id="x", color="red")] == [6, 7, 8]
    for number in range(1, 9):
        app.request("DELETE", "/todos/%d" % number)
    assert new_id() == 9
    assert task.asgi(solution.create_app).request("POST", "/todos", json={"title": "x"}).json()["id"] == 1


def test_the_list_is_empty_and_then_in_order(app):
    response = app.request("GET", "/todos")
    assert (response.status, response.json()) == (200, [])
    rng = random.Random(1)
    titles = ["".join(rng.choices("abc ", k=6)) for _ in range(20)]
    make(app, *titles)
    response = app.request("GET", "/todos")
    assert (response.status, response.json()) == (200, [todo(number, title) for number, title in enumerate(titles, 1)])
    other = task.asgi(solution.create_app)
    assert listed(other) == []


def test_one_todo_is_read_by_its_id(app):
    make(app, "a", "b", "c")
    for number, title in ((2, "b"), (1, "a"), (3, "c")):
        response = app.request("GET", "/todos/%d" % number)
        assert (response.status, response.json()) == (200, todo(number, title))


def test_an_id_that_does_not_exist_is_404(app):
    def statuses(number):
        return [app.request(method, "/todos/%d" % number, json=body).status
                for method, body in (("GET", None), ("PUT", {"title": "x"}), ("PUT", {"completed": True}), ("DELETE", None))]

    assert statuses(1) == [404] * 4
    make(app, "a", "b")
    assert statuses(3) == statuses(0) == [404] * 4
    assert app.request("DELETE", "/todos/1").status < 300
    assert statuses(1) == [404] * 4
    assert app.request("GET", "/todos/2").status == 200


def test_put_changes_what_is_given(app):
    make(app, "a", "b")
    for body, wanted in [({"completed": True}, todo(1, "a", True)), ({"title": "new"}, todo(1, "new", True)), ({"id": 9, "title": "x"}, todo(1, "x", True)),
                         ({"title": "y", "completed": False}, todo(1, "y")), ({"title": ""}, todo(1, "")), ({"completed": True}, todo(1, "", True))]:
        response = app.request("PUT", "/todos/1", json=body)
        assert (body, response.status, response.json()) == (body, 200, wanted)
        assert app.request("GET", "/todos/1").json() == wanted
    assert listed(app) == [todo(1, "", True), todo(2, "b")]


def test_delete_answers_204_without_a_body(app):
    make(app, "a", "b", "c")
    response = app.request("DELETE", "/todos/2")
    assert (response.status, response.body) == (204, b"")
    assert app.request("GET", "/todos/2").status == 404
    assert app.request("DELETE", "/todos/2").status == 404
    assert listed(app) == [todo(1, "a"), todo(3, "c")]


def test_without_a_title_of_text_it_is_422(app):
    make(app, "a")
    for body in ({}, {"title": None}, {"title": []}, {"title": ["a"]}, {"completed": True}, {"name": "a"}):
        assert (body, app.request("POST", "/todos", json=body).status) == (body, 422)
    assert listed(app) == [todo(1, "a")]
