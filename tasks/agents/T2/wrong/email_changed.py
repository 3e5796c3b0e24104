# breaks: requests that keep the rules are answered as before
from pydantic import BaseModel, Field, field_validator


class UserCreate(BaseModel):
    name: str = Field(min_length=1)
    email: str
    age: int = Field(ge=0, le=150)

    @field_validator("email")
    @classmethod
    def check_email(cls, value):
        _, at, behind = value.partition("@")
        if not at or "." not in behind:
            raise ValueError("must contain an @, and a dot behind it")
        return value.upper()
