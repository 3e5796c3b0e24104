def evens(numbers):
    return [number for number in numbers if number % 2 == 0]
