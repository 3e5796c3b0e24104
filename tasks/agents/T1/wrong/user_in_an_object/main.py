from uuid import uuid4

from fastapi import FastAPI

from models import UserCreate

app = FastAPI()


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    return {"user": {"id": str(uuid4()), **user.model_dump()}}
