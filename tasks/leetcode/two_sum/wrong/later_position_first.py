# breaks: test_the_example, test_negative_numbers, test_equal_numbers_and_no_number_taken_twice, test_target_zero, test_a_hundred_thousand_numbers_wherever_the_pair_stands: i < j
def two_sum(nums, target):
    positions = {}
    for j, number in enumerate(nums):
        if target - number in positions:
            return [j, positions[target - number]]
        positions[number] = j
    return None
