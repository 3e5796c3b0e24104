from uuid import uuid4

from fastapi import FastAPI

from models import UserCreate

app = FastAPI()
new_id = str(uuid4())


@app.post("/users", status_code=201)
def create_user(user: UserCreate):
    return {"id": new_id, **user.model_dump()}
