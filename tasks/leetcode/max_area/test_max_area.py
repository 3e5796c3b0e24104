"""The largest basin between two bars. The long lists come last: who tries all pairs does not get through them."""
import random

import solution


def largest(heights):
    """Bars from tall to short: each makes its basin with the farthest of those that are not shorter."""
    best, first, last = 0, len(heights), -1
    for position in sorted(range(len(heights)), key=lambda each: -heights[each]):
        first, last = min(first, position), max(last, position)
        best = max(best, heights[position] * max(position - first, last - position))
    return best


def test_the_example():
    assert solution.max_area([1, 8, 6, 2, 5, 4, 8, 3, 7]) == 49


def test_two_bars():
    assert solution.max_area([3, 5]) == 3
    assert solution.max_area([7, 2]) == 2
    assert solution.max_area([0, 4]) == 0


def test_falling_bars():
    assert solution.max_area([9, 7, 6, 4, 1]) == 12
    assert solution.max_area([1, 4, 6, 7, 9]) == 12


def test_equal_bars():
    assert solution.max_area([5, 5, 5, 5]) == 15
    assert solution.max_area([0, 0, 0]) == 0


def test_fifty_thousand_bars():
    rng = random.Random(5)
    even = rng.choices(range(100_000), k=50_000)
    towers = rng.choices(range(10), k=50_000)
    towers[20_000] = towers[20_700] = 1_000_000
    slope = [position + low for position, low in enumerate(towers)]
    for heights in (even, towers, slope):
        want = largest(heights)
        assert solution.max_area(heights) == want
