# breaks: returns it
def triple(n: int) -> int:
    print(3 * n)
