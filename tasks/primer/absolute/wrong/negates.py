# breaks: a positive number is its own absolute value
def absolute(x):
    return -x
