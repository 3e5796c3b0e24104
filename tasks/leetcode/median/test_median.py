"""Median of two sorted lists. The long lists come last: who looks for the smallest number again and again does not get through."""
import random

import solution


def is_float(got, want):
    return type(got) is float and got == want


def test_the_example():
    assert is_float(solution.median([1, 3], [2]), 2.0)


def test_an_odd_number_of_numbers():
    assert is_float(solution.median([1, 2, 9], [4, 5]), 4.0)
    assert is_float(solution.median([-7], [-9, -8]), -8.0)


def test_an_even_number_of_numbers():
    assert is_float(solution.median([1, 2], [3, 4]), 2.5)
    assert is_float(solution.median([1, 8], [4, 6]), 5.0)
    assert is_float(solution.median([-5], [2]), -1.5)


def test_one_empty_list():
    assert is_float(solution.median([], [6]), 6.0)
    assert is_float(solution.median([3, 4, 8, 9], []), 6.0)
    assert is_float(solution.median([], [1, 2]), 1.5)


def test_lists_that_do_not_overlap():
    assert is_float(solution.median([1, 2, 3], [10, 20, 30, 40]), 10.0)
    assert is_float(solution.median([100, 200], [1, 2, 3, 5]), 4.0)
    assert is_float(solution.median([50], [1, 2, 3, 4, 5, 6]), 4.0)


def test_equal_numbers():
    assert is_float(solution.median([2, 2, 2], [2, 2]), 2.0)
    assert is_float(solution.median([1, 1, 1, 5], [1, 4, 5]), 1.0)
    assert is_float(solution.median([1, 1, 4], [1, 6, 7, 7, 7]), 5.0)


def test_two_hundred_thousand_numbers():
    rng = random.Random(11)
    a = sorted(rng.choices(range(1_000_000), k=120_000))
    b = sorted(rng.choices(range(300_000, 1_300_000), k=80_000))
    ordered = sorted(a + b)
    want = (ordered[99_999] + ordered[100_000]) / 2
    assert is_float(solution.median(a, b), want)
