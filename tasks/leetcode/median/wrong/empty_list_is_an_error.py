# breaks: test_one_empty_list: one list may be empty
def median(a, b):
    low, high = min(a[0], b[0]), max(a[-1], b[-1])
    if low == high:
        return float(low)
    merged = sorted(a + b)
    middle = len(merged) // 2
    if len(merged) % 2 == 1:
        return float(merged[middle])
    return (merged[middle - 1] + merged[middle]) / 2
