"""Rain between bars. The long lists come last: who looks for the tallest bars anew at every bar does not get through them."""
import itertools
import random

import solution


def water(heights):
    """The tallest bar up to each position, from both sides."""
    left = list(itertools.accumulate(heights, max))
    right = list(itertools.accumulate(reversed(heights), max))[::-1]
    return sum(min(both) for both in zip(left, right)) - sum(heights)


def test_the_example():
    assert solution.trap([4, 1, 0, 2, 3]) == 6


def test_empty_and_short_rows():
    assert solution.trap([]) == 0
    assert solution.trap([5]) == 0
    assert solution.trap([5, 2]) == 0


def test_rising_and_falling_rows_hold_nothing():
    assert solution.trap([1, 2, 3, 4, 9]) == 0
    assert solution.trap([9, 4, 3, 2, 1]) == 0
    assert solution.trap([1, 4, 9, 4, 1]) == 0


def test_plateaus():
    assert solution.trap([3, 3, 1, 1, 3, 3]) == 4
    assert solution.trap([2, 2, 2]) == 0
    assert solution.trap([5, 1, 3, 3, 1, 5]) == 12


def test_zeros():
    assert solution.trap([0, 0, 0]) == 0
    assert solution.trap([0, 2, 0, 3, 0]) == 2
    assert solution.trap([3, 0, 0, 3]) == 6


def test_a_hundred_thousand_bars():
    rng = random.Random(7)
    rough = rng.choices(range(1000), k=100_000)
    hill = [min(position, 100_000 - position) + rough[position] for position in range(100_000)]
    for heights in (rough, hill):
        want = water(heights)
        assert solution.trap(heights) == want
