# breaks: the exponent is the number of factors
def power(base, exponent):
    return base ** (exponent + 1)
