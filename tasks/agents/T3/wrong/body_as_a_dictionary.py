# breaks: POST answers as before, with 422 without the fields
from uuid import UUID, uuid4

from fastapi import FastAPI, HTTPException

app = FastAPI()
users = {}


@app.post("/users", status_code=201)
def create_user(user: dict):
    new = {"id": uuid4(), **user}
    users[new["id"]] = new
    return new


@app.get("/users/{user_id}")
def read_user(user_id: UUID):
    if user_id not in users:
        raise HTTPException(status_code=404, detail="User not found")
    return users[user_id]
