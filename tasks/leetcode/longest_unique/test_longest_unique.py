"""Longest stretch of different characters. The long strings come last: who begins anew at every character does not get through."""
import itertools
import random

import solution


def longest(s):
    """A stretch ends at each position and begins after the nearest earlier character that occurs again in it."""
    last, before = {}, []
    for position, character in enumerate(s):
        before.append(last.get(character, -1))
        last[character] = position
    return max((position - begin for position, begin in enumerate(itertools.accumulate(before, max))), default=0)


def test_the_example():
    assert solution.longest_unique("abcabcbb") == 3


def test_empty():
    assert solution.longest_unique("") == 0


def test_all_equal():
    assert solution.longest_unique("zzzzzz") == 1
    assert solution.longest_unique("z") == 1


def test_the_stretch_never_goes_back():
    assert solution.longest_unique("abba") == 2
    assert solution.longest_unique("tmmzuxt") == 5
    assert solution.longest_unique("abcdaefghb") == 8


def test_blanks_capitals_and_other_alphabets():
    assert solution.longest_unique("a b c d") == 3
    assert solution.longest_unique("aA") == 2
    assert solution.longest_unique("größe öß") == 6
    assert solution.longest_unique("猫と犬と猫") == 3
    assert solution.longest_unique("😀a😀b\n\t") == 5


def test_fifty_thousand_characters():
    rng = random.Random(2)
    alphabet = [chr(code) for code in range(0x4000, 0x4000 + 10_000)]
    blocks = []
    for _ in range(5):
        rng.shuffle(alphabet)
        blocks.extend(alphabet)
    mixed = "".join(blocks)
    repeated = "".join(alphabet) * 5
    assert solution.longest_unique(mixed) == longest(mixed)
    assert solution.longest_unique(repeated) == 10_000
