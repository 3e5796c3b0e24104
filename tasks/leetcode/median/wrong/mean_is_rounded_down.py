# breaks: test_an_even_number_of_numbers, test_one_empty_list, test_two_hundred_thousand_numbers: the mean of two numbers may end in .5
def median(a, b):
    merged = sorted(a + b)
    middle = len(merged) // 2
    if len(merged) % 2 == 1:
        return float(merged[middle])
    return (merged[middle - 1] + merged[middle]) // 2 * 1.0
