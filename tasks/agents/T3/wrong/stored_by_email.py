# breaks: there is an entry for each user
from uuid import UUID, uuid4

from fastapi import FastAPI, HTTPException

from models import UserCreate

app = FastAPI()
users = {}


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    new = {"id": uuid4(), **user.model_dump()}
    users[new["email"]] = new
    return new


@app.get("/users/{user_id}")
def read_user(user_id: UUID):
    found = [user for user in users.values() if user["id"] == user_id]
    if not found:
        raise HTTPException(status_code=404, detail="User not found")
    return found[0]
