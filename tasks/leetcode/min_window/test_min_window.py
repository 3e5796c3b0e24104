"""Shortest stretch with given letters. The long strings come last: who begins anew at every letter does not get through them."""
import random

import solution


def test_the_example():
    assert solution.min_window("ADOBECODEBANC", "ABC") == "BANC"


def test_none():
    assert solution.min_window("abcde", "xa") == ""
    assert solution.min_window("abc", "A") == ""
    assert solution.min_window("", "a") == ""


def test_t_is_longer_than_s():
    assert solution.min_window("ab", "abc") == ""
    assert solution.min_window("a", "aa") == ""


def test_letters_that_occur_several_times():
    assert solution.min_window("abxaxb", "aab") == "abxa"
    assert solution.min_window("caabaxab", "baaa") == "aaba"
    assert solution.min_window("zzzz", "zzz") == "zzz"
    assert solution.min_window("abab", "aaa") == ""


def test_the_first_of_equally_short_ones():
    assert solution.min_window("xabxbax", "ab") == "ab"
    assert solution.min_window("cabbac", "bac") == "cab"
    assert solution.min_window("aQcaRc", "ac") == "ca"


def test_a_hundred_thousand_letters():
    rng = random.Random(12)
    noise = rng.choices("abcd", k=100_000)
    rare = list(noise)  # the stretch must reach from the only x to the only z
    rare[30_000], rare[55_000], rare[80_000] = "xyz"
    often = list(noise)  # each of x, y, z every 150 letters, and once side by side
    for position in range(0, 100_000, 50):
        often[position] = "xyz"[position // 50 % 3]
    often[70_010:70_015] = "zbxay"
    assert solution.min_window("".join(rare), "xyzab") == "".join(rare[30_000:80_001])
    assert solution.min_window("".join(often), "abxyz") == "zbxay"
    assert solution.min_window("".join(noise), "abx") == ""
