# breaks: returns the largest number
def largest(numbers):
    return min(numbers)
