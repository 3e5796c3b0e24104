# breaks: returns the square
def square(x):
    return 2 * x
