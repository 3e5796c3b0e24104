def two_sum(nums, target):
    positions = {}
    for j, number in enumerate(nums):
        if target - number in positions:
            return [positions[target - number], j]
        positions[number] = j
    return None
