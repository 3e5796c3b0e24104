# breaks: every even integer is even, negative ones and 0 too
def is_even(n):
    return n > 0 and n % 2 == 0
