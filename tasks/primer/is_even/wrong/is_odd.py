# breaks: True for even, False for odd
def is_even(n):
    return n % 2 == 1
