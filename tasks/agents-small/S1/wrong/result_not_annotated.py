# breaks: the result is annotated
def triple(n: int):
    return 3 * n
