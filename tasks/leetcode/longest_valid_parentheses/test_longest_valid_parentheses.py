"""Longest stretch of matched parentheses. The long strings come last: who begins anew at every position does not get through."""
import random

import solution


def is_valid(s):
    """Matched pairs are taken out until none is left."""
    while "()" in s:
        s = s.replace("()", "")
    return s == ""


def longest(s):
    """Tries all stretches of a short string."""
    return max(j - i for i in range(len(s) + 1) for j in range(i, len(s) + 1) if is_valid(s[i:j]))


def test_the_first_example():
    assert solution.longest_valid_parentheses(")()())") == 4


def test_empty():
    assert solution.longest_valid_parentheses("") == 0


def test_only_one_kind():
    assert solution.longest_valid_parentheses("((((") == 0
    assert solution.longest_valid_parentheses(")))") == 0
    assert solution.longest_valid_parentheses("))((") == 0


def test_nested():
    assert solution.longest_valid_parentheses("((()))") == 6
    assert solution.longest_valid_parentheses("(()())()") == 8
    assert solution.longest_valid_parentheses("))((())())(") == 8


def test_a_stretch_that_an_open_parenthesis_divides():
    assert solution.longest_valid_parentheses("()(()") == 2
    assert solution.longest_valid_parentheses("()((())") == 4


def test_generated_strings():
    rng = random.Random(10)
    for _ in range(300):
        s = "".join(rng.choices("()", k=rng.randint(1, 16)))
        assert (s, solution.longest_valid_parentheses(s)) == (s, longest(s))


def test_a_hundred_thousand_characters():
    assert solution.longest_valid_parentheses("(" * 60_000 + "()" * 20_000) == 40_000
    assert solution.longest_valid_parentheses("(" * 50_000 + ")" * 50_000) == 100_000
    assert solution.longest_valid_parentheses("()" * 20_000 + ")" + "(())" * 14_000 + "(((") == 56_000
