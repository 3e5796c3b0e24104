# breaks: the body is a parameter of the type UserCreate
