# breaks: the integers may be 0
def multiply(a, b):
    return (a or 1) * (b or 1)
