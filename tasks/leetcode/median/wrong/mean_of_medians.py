# breaks: test_an_odd_number_of_numbers, test_an_even_number_of_numbers, test_lists_that_do_not_overlap, test_equal_numbers, test_two_hundred_thousand_numbers: the median of all numbers
import statistics


def median(a, b):
    return float(statistics.median([statistics.median(each) for each in (a, b) if each]))
