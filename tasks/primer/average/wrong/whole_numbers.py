# breaks: the result is not rounded
def average(numbers):
    return sum(numbers) // len(numbers)
