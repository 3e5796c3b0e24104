# breaks: the numbers are squared
def squares(n):
    return [2 * i for i in range(1, n + 1)]
