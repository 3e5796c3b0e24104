# breaks: base is raised to the power
def power(base, exponent):
    return base * exponent
