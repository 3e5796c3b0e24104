# breaks: returns True or False
def is_divisible(a, b):
    return a % b
