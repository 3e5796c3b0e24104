# breaks: a usual address with a plus sign is taken
from pydantic import BaseModel, Field, field_validator


class UserCreate(BaseModel):
    name: str = Field(min_length=1)
    email: str
    age: int = Field(ge=0, le=150)

    @field_validator("email")
    @classmethod
    def check_email(cls, value):
        _, at, behind = value.partition("@")
        if not value.split("@")[0].replace(".", "").isalnum() or "." not in behind:
            raise ValueError("must contain an @, and a dot behind it")
        return value
