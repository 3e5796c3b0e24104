# breaks: returns the sum
def total(numbers):
    return len(numbers)
