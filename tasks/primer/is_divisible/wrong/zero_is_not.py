# breaks: True for every a that b divides
def is_divisible(a, b):
    return a != 0 and a % b == 0
