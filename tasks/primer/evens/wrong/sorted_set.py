# breaks: the original order is kept
def evens(numbers):
    return sorted(n for n in numbers if n % 2 == 0)
