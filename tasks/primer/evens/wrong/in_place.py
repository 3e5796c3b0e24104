# breaks: returns a new list
def evens(numbers):
    numbers[:] = [n for n in numbers if n % 2 == 0]
    return numbers
