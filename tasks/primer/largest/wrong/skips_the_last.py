# breaks: every number of the list is considered
def largest(numbers):
    return max(numbers[:-1] or numbers)
