# breaks: returns three times n
def triple(n: int) -> int:
    return n ** 3
