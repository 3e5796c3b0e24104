# breaks: returns the sum of two integers
def add(a, b):
    return a - b
