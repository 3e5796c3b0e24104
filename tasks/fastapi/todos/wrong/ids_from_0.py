# breaks: test_a_new_todo_is_answered_with_201, test_ids_count_up_and_are_never_given_again, test_the_list_is_empty_and_then_in_order, test_one_todo_is_read_by_its_id, test_an_id_that_does_not_exist_is_404, test_put_changes_what_is_given, test_delete_answers_204_without_a_body, test_without_a_title_of_text_it_is_422: ids begin with 1
from itertools import count
from typing import Optional

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel


class NewTodo(BaseModel):
    title: str


class Change(BaseModel):
    title: Optional[str] = None
    completed: Optional[bool] = None


class Todo(BaseModel):
    id: int
    title: str
    completed: bool = False


def create_app():
    app = FastAPI()
    todos = {}
    ids = count(0)

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
