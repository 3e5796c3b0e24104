# breaks: n is an int
def triple(n: str) -> int:
    return 3 * n
