# breaks: the even numbers are returned
def evens(numbers):
    return [n for n in numbers if n % 2]
