# breaks: a negative number loses its sign
def absolute(x):
    return x
