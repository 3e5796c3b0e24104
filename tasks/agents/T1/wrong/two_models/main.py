from uuid import uuid4

from fastapi import FastAPI

from models import User, UserCreate

app = FastAPI()


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    return User(id=str(uuid4()), **user.model_dump())
