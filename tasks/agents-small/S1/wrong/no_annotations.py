# breaks: it is annotated
def triple(n):
    return 3 * n
