# breaks: the sum is divided by the number of items
def average(numbers):
    return sum(numbers) / 2
