# breaks: returns the average, not the middle item
def average(numbers):
    return sorted(numbers)[len(numbers) // 2]
