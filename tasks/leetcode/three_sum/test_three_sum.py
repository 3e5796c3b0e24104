"""Three numbers with the sum zero. The long lists come last: who tries all triples does not get through them."""
import itertools
import random

import solution


def plain(triples):
    """The triples in an order that depends on nothing but their numbers."""
    return sorted(sorted(triple) for triple in triples)


def wanted(nums):
    """All triples, by trying all of a short list."""
    return plain({tuple(sorted(triple)) for triple in itertools.combinations(nums, 3) if sum(triple) == 0})


def wanted_of_different(nums):
    """All triples of numbers that are all different and none of them 0: the third follows from the first two."""
    there = set(nums)
    ordered = sorted(nums)
    return sorted([a, b, -a - b] for i, a in enumerate(ordered) for b in ordered[i + 1:] if -a - b > b and -a - b in there)


def test_the_example():
    assert plain(solution.three_sum([-2, 0, 3, -1, 2, -1])) == [[-2, -1, 3], [-2, 0, 2], [-1, -1, 2]]


def test_fewer_than_three_numbers():
    assert plain(solution.three_sum([])) == []
    assert plain(solution.three_sum([1, -1])) == []


def test_zeros():
    assert plain(solution.three_sum([0, 0, 0])) == [[0, 0, 0]]
    assert plain(solution.three_sum([0, 0, 0, 0, 0])) == [[0, 0, 0]]
    assert plain(solution.three_sum([0, 0, 1])) == []


def test_none():
    assert plain(solution.three_sum([1, 2, 3, 4])) == []
    assert plain(solution.three_sum([-8, 1, 2, 3, 4, -9, 4])) == [[-8, 4, 4]]
    assert plain(solution.three_sum([-8, 1, 2, 3, 4, -9])) == []


def test_many_duplicates():
    rng = random.Random(3)
    for size in (8, 20, 40):
        nums = [rng.randint(-4, 4) for _ in range(size)]
        want = wanted(nums)
        assert plain(solution.three_sum(nums)) == want


def test_fifteen_hundred_numbers():
    rng = random.Random(4)
    nums = rng.sample([number for number in range(-200_000, 200_001) if number != 0], 1500)
    want = wanted_of_different(nums)
    assert plain(solution.three_sum(nums)) == want
