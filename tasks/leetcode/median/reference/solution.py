def median(a, b):
    merged = sorted(a + b)
    middle = len(merged) // 2
    if len(merged) % 2 == 1:
        return float(merged[middle])
    return (merged[middle - 1] + merged[middle]) / 2
