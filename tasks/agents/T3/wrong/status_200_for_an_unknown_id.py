# breaks: an id that no user has is answered with status 404
from uuid import UUID, uuid4

from fastapi import FastAPI, HTTPException

from models import UserCreate

app = FastAPI()
users = {}


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    new = {"id": uuid4(), **user.model_dump()}
    users[new["id"]] = new
    return new


@app.get("/users/{user_id}")
def read_user(user_id: UUID):
    if user_id not in users:
        return {"detail": "User not found"}
    return users[user_id]
