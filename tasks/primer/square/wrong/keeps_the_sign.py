# breaks: returns the square of every integer, negative ones too
def square(x):
    return x * abs(x)
