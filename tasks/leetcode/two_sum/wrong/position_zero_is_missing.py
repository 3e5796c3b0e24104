# breaks: test_the_example, test_equal_numbers_and_no_number_taken_twice, test_a_hundred_thousand_numbers_wherever_the_pair_stands: positions count from 0
def two_sum(nums, target):
    positions = {}
    for j, number in enumerate(nums):
        if positions.get(target - number):
            return [positions[target - number], j]
        positions[number] = j
    return None
