# breaks: test_equal_numbers_and_no_number_taken_twice: no position is used twice
def two_sum(nums, target):
    positions = {number: position for position, number in enumerate(nums)}
    for i, number in enumerate(nums):
        if target - number in positions:
            return [i, positions[target - number]]
    return None
