# breaks: if one number is 0 the result is the other one
def gcd(a, b):
    if a == 0 or b == 0:
        return 0
    while b:
        a, b = b, a % b
    return a
