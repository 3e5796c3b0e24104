"""Words of the same letters. The long list comes last: who compares every word with every group does not get through it."""
import random
import string

import quantladder_task
import solution

# Runs beside the answer: one text of all words goes in and one of all groups comes out, which is quicker than many lists.
TEXTS = """
import solution


def grouped(text):
    return "/".join(" ".join(group) for group in solution.group_anagrams(text.split(" ")))
"""


def plain(groups):
    """The groups in an order that depends on nothing but their words."""
    return sorted(sorted(group) for group in groups)


def test_the_example():
    got = plain(solution.group_anagrams(["eat", "tea", "tan", "ate", "nat", "bat"]))
    assert got == [["ate", "eat", "tea"], ["bat"], ["nat", "tan"]]


def test_the_empty_string_is_a_word():
    assert plain(solution.group_anagrams([""])) == [[""]]
    assert plain(solution.group_anagrams(["", "a", ""])) == [["", ""], ["a"]]


def test_a_word_that_occurs_twice_is_there_twice():
    assert plain(solution.group_anagrams(["tea", "bat", "tea", "eat"])) == [["bat"], ["eat", "tea", "tea"]]


def test_how_often_a_letter_occurs_matters():
    got = plain(solution.group_anagrams(["aab", "abb", "ab", "aba", "ad", "bc"]))
    assert got == [["aab", "aba"], ["ab"], ["abb"], ["ad"], ["bc"]]


def test_sixty_thousand_words():
    rng = random.Random(6)
    letters = "".join(rng.choices(string.ascii_lowercase, k=240_000))
    words = [letters[begin:begin + 6] for begin in range(0, 240_000, 6)]
    words += [word[::-1] for word in words[:10_000]] + [word[3:] + word[:3] for word in words[:10_000]]
    want = {}
    for word in words:
        want.setdefault("".join(sorted(word)), []).append(word)
    got = quantladder_task.define(TEXTS).grouped(" ".join(words))
    assert plain(group.split(" ") for group in got.split("/")) == plain(want.values())
