# breaks: an error's loc ends with the name of the field
from pydantic import BaseModel, model_validator


class UserCreate(BaseModel):
    name: str
    email: str
    age: int

    @model_validator(mode="after")
    def check(self):
        if not self.name:
            raise ValueError("name must not be empty")
        if "@" not in self.email or "." not in self.email.partition("@")[2]:
            raise ValueError("email must contain an @, and a dot behind it")
        if not 0 <= self.age <= 150:
            raise ValueError("age must be between 0 and 150")
        return self
