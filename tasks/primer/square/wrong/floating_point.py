# breaks: the result is an integer
def square(x):
    return float(x) ** 2
