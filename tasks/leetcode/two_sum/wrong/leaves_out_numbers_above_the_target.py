# breaks: test_negative_numbers, test_target_zero: the numbers may be negative
def two_sum(nums, target):
    positions = {}
    for j, number in enumerate(nums):
        if number > target:
            continue
        if target - number in positions:
            return [positions[target - number], j]
        positions[number] = j
    return None
