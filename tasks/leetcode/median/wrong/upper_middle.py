# breaks: test_an_even_number_of_numbers, test_one_empty_list, test_lists_that_do_not_overlap, test_equal_numbers, test_two_hundred_thousand_numbers: the mean of the two in the middle
def median(a, b):
    merged = sorted(a + b)
    middle = len(merged) // 2
    if len(merged) % 2 == 1:
        return float(merged[middle])
    return float(merged[middle])
