# breaks: test_equal_numbers, test_two_hundred_thousand_numbers: equal numbers are counted as often as they occur
def median(a, b):
    merged = sorted(set(a + b))
    middle = len(merged) // 2
    if len(merged) % 2 == 1:
        return float(merged[middle])
    return (merged[middle - 1] + merged[middle]) / 2
