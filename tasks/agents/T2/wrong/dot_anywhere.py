# breaks: the dot is behind the @
from pydantic import BaseModel, Field, field_validator


class UserCreate(BaseModel):
    name: str = Field(min_length=1)
    email: str
    age: int = Field(ge=0, le=150)

    @field_validator("email")
    @classmethod
    def check_email(cls, value):
        if "@" not in value or "." not in value:
            raise ValueError("must contain an @, and a dot behind it")
        return value
