# breaks: a negative number keeps its distance from 0
def absolute(x):
    return max(x, 0)
