# breaks: returns True or False
def is_even(n):
    return 1 - n % 2
