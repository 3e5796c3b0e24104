# breaks: the dictionary is called users, at the top level
from uuid import UUID, uuid4

from fastapi import FastAPI, HTTPException

from models import UserCreate

app = FastAPI()
app.state.users = {}


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    new = {"id": uuid4(), **user.model_dump()}
    app.state.users[new["id"]] = new
    return new


@app.get("/users/{user_id}")
def read_user(user_id: UUID):
    if user_id not in app.state.users:
        raise HTTPException(status_code=404, detail="User not found")
    return app.state.users[user_id]
