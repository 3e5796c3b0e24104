from uuid import uuid4

from fastapi import FastAPI

from pydantic import BaseModel


class UserCreate(BaseModel):
    name: str
    email: str
    age: int


app = FastAPI()


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    return {"id": str(uuid4()), **user.model_dump()}
