from uuid import uuid4

from fastapi import FastAPI, HTTPException

from pydantic import ValidationError

from models import UserCreate

app = FastAPI()


@app.post("/users", status_code=201)
def create_user(body: dict):
    try:
        user = UserCreate(**body)
    except ValidationError as problem:
        raise HTTPException(status_code=422, detail="wrong fields") from problem
    return {"id": str(uuid4()), **user.model_dump()}
