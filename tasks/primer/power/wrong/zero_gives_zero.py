# breaks: an exponent of 0 is allowed
def power(base, exponent):
    return base ** exponent if exponent > 0 else 0
