def squares(n):
    return [number * number for number in range(1, n + 1)]
