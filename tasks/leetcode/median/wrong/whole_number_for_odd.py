# breaks: test_the_example, test_an_odd_number_of_numbers, test_one_empty_list, test_lists_that_do_not_overlap, test_equal_numbers: returns a float
def median(a, b):
    merged = sorted(a + b)
    middle = len(merged) // 2
    if len(merged) % 2 == 1:
        return merged[middle]
    return (merged[middle - 1] + merged[middle]) / 2
