# breaks: an age of 18 is adult
def is_adult(age):
    return age > 18
