# breaks: the function is asynchronous
def double(n):
    return 2 * n
