"""Two numbers with a sum. The long lists come last: who looks at every pair does not get through them."""
import random

import solution


def test_the_example():
    assert solution.two_sum([8, 1, 5, 11], 13) == [0, 2]


def test_negative_numbers():
    assert solution.two_sum([5, -2, 9, -7, 1], -9) == [1, 3]
    assert solution.two_sum([4, -6, 20, 11], 14) == [1, 2]


def test_equal_numbers_and_no_number_taken_twice():
    assert solution.two_sum([1, 3, 7, 3], 6) == [1, 3]
    assert solution.two_sum([5, 3, 12, 2, 8], 10) == [3, 4]
    assert solution.two_sum([6, 6], 12) == [0, 1]


def test_target_zero():
    assert solution.two_sum([4, 0, 7, 0, 2], 0) == [1, 3]
    assert solution.two_sum([9, 4, 1, -4], 0) == [1, 3]


def test_a_hundred_thousand_numbers_wherever_the_pair_stands():
    rng = random.Random(1)
    size = 100_000
    for i, j in ((size - 2, size - 1), (0, size - 1)):
        nums = rng.choices(range(-40 * size, 40 * size, 4), k=size)
        nums[i], nums[j] = 4 * rng.randrange(size) + 1, 4 * rng.randrange(size) + 2  # the only pair whose sum is 3 modulo 4
        target = nums[i] + nums[j]
        assert solution.two_sum(nums, target) == [i, j]
