# breaks: the numbers may all be negative
def largest(numbers):
    best = 0
    for number in numbers:
        if number > best:
            best = number
    return best
