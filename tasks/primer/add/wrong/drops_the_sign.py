# breaks: the integers may be negative
def add(a, b):
    return abs(a) + abs(b)
