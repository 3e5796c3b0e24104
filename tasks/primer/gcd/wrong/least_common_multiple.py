# breaks: returns a common divisor
def gcd(a, b):
    if a == 0 or b == 0:
        return a + b
    x, y = a, b
    while y:
        x, y = y, x % y
    return a * b // x
