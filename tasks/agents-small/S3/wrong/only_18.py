# breaks: older is adult too
def is_adult(age):
    return age == 18
