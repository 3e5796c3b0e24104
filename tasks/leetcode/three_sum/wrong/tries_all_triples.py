# breaks: test_fifteen_hundred_numbers: time about proportional to the square
import itertools


def three_sum(nums):
    found = set()
    for a, b, c in itertools.combinations(sorted(nums), 3):
        if a + b + c == 0:
            found.add((a, b, c))
    return [list(triple) for triple in found]
