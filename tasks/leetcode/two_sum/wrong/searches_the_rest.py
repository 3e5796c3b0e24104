# breaks: test_a_hundred_thousand_numbers_wherever_the_pair_stands: fast enough for 100,000 numbers
def two_sum(nums, target):
    for i, number in enumerate(nums):
        rest = nums[i + 1:]
        if target - number in rest:
            return [i, i + 1 + rest.index(target - number)]
    return None
