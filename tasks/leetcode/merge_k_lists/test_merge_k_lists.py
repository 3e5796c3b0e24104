"""Merge linked lists. The nodes are made beside the answer; the long lists come last."""
import random

import quantladder_task

# Runs beside the answer: makes linked lists of plain ones, and a plain one of what comes back (cut off where it is too long).
LISTS = """
import solution


def merged(plain, limit):
    first = solution.merge_k_lists([linked(each) for each in plain])
    found = []
    while first is not None and len(found) < limit:
        found.append(first.val)
        first = first.next
    return found


def linked(numbers):
    first = None
    for number in reversed(numbers):
        first = solution.ListNode(number, first)
    return first
"""


def merge(plain):
    """What the answer makes of the lists, as a plain list of (number, its type's name)."""
    limit = sum(map(len, plain)) + 1
    return typed(quantladder_task.define(LISTS).merged(plain, limit))


def typed(numbers):
    return [(number, type(number).__name__) for number in numbers]


def wanted(plain):
    """Sorting all numbers, which leaves equal ones as they are."""
    return typed(sorted(number for each in plain for number in each))


def test_the_example():
    assert merge([[1, 4, 5], [1, 3, 4], [2, 6]]) == typed([1, 1, 2, 3, 4, 4, 5, 6])


def test_no_lists_and_only_empty_ones():
    assert merge([]) == []
    assert merge([[]]) == []
    assert merge([[], [], []]) == []


def test_one_list_also_beside_empty_ones():
    assert merge([[2, 5, 9]]) == typed([2, 5, 9])
    assert merge([[], [2, 5, 9], []]) == typed([2, 5, 9])
    assert merge([[7], []]) == typed([7])


def test_equal_and_negative_numbers():
    assert merge([[-5, -5, 0], [-9, -5, 7], [0, 0]]) == typed([-9, -5, -5, -5, 0, 0, 0, 7])
    assert merge([[-3], [-3], [-4]]) == typed([-4, -3, -3])


def test_equal_numbers_keep_the_order_of_the_lists():
    assert merge([[1, 1, 2.0], [1.0, 2], [True, 2]]) == typed([1, 1, 1.0, True, 2.0, 2, 2])
    rng = random.Random(8)
    for count in (2, 3, 5, 8):
        plain = [sorted((rng.choice((int, float))(rng.randrange(4)) for _ in range(6)), key=int) for _ in range(count)]
        assert merge(plain) == wanted(plain)


def test_a_hundred_lists():
    rng = random.Random(9)
    plain = [sorted(rng.randrange(-10_000, 10_000) for _ in range(500)) for _ in range(100)]
    assert merge(plain) == wanted(plain)
