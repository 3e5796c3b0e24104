# breaks: the integers may be negative
def multiply(a, b):
    if b > 1000:
        return a * b
    return sum(a for _ in range(b))
