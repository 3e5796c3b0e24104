# breaks: younger is not adult
def is_adult(age):
    return True
