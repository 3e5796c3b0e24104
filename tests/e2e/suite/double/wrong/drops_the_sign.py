# breaks: twice a negative number
def double(x):
    return abs(2 * x)
