# breaks: test_an_id_that_does_not_exist_is_404, test_put_changes_what_is_given: completed may be changed alone
from itertools import count
from typing import Optional

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel


class NewTodo(BaseModel):
    title: str


class Change(BaseModel):
    title: str
    completed: Optional[bool] = None


class Todo(BaseModel):
    id: int
    title: str
    completed: bool = False


def create_app():
    app = FastAPI()
    todos = {}
    ids = count(1)

    def find(number):
        if number not in todos:
            raise HTTPException(status_code=404, detail="there is no such to-do")
        return todos[number]

    @app.post("/todos", status_code=201)
    def create(new: NewTodo) -> Todo:
        todo = Todo(id=next(ids), title=new.title)
        todos[todo.id] = todo
        return todo

    @app.get("/todos")
    def read_all() -> list[Todo]:
        return list(todos.values())

    @app.get("/todos/{number}")
    def read(number: int) -> Todo:
        return find(number)

    @app.put("/todos/{number}")
    def update(number: int, change: Change) -> Todo:
        todo = find(number)
        if change.title is not None:
            todo.title = change.title
        if change.completed is not None:
            todo.completed = change.completed
        return todo

    @app.delete("/todos/{number}", status_code=204)
    def delete(number: int):
        find(number)
        del todos[number]
        return Response(status_code=204)

    return app
