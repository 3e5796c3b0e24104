# breaks: 17 is not adult
def is_adult(age):
    return age >= 17
