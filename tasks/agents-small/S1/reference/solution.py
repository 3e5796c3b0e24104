def triple(n: int) -> int:
    return 3 * n
