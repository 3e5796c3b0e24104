# breaks: 0 for an empty list
def total(numbers):
    return sum(numbers) if numbers else None
