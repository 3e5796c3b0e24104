# breaks: the greatest common divisor
def gcd(a, b):
    if a == 0 or b == 0:
        return a + b
    for d in range(2, min(a, b) + 1):
        if a % d == 0 and b % d == 0:
            return d
    return 1
