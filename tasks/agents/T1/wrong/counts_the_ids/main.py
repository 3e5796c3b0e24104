from itertools import count

from fastapi import FastAPI

from models import UserCreate

app = FastAPI()
ids = count(1)


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    return {"id": str(next(ids)), **user.model_dump()}
