# breaks: the name is part of the greeting
def greet(name):
    return "hello"
