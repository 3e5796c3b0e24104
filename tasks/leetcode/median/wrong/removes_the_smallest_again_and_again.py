# breaks: test_two_hundred_thousand_numbers: time about proportional to the number of numbers
def median(a, b):
    rest = a + b
    while len(rest) > 2:
        rest.remove(min(rest))
        rest.remove(max(rest))
    return sum(rest) / len(rest)
