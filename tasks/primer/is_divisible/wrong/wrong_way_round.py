# breaks: a is divided by b
def is_divisible(a, b):
    return a != 0 and b % a == 0
