# breaks: every number is added
def total(numbers):
    return sum(set(numbers))
