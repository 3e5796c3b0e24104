# breaks: test_the_example, test_letters_that_occur_several_times, test_a_hundred_thousand_letters: a stretch may have more of a letter than t
from collections import Counter


def min_window(s, t):
    if len(t) > len(s):
        return ""
    for begin in range(len(s) - len(t) + 1):
        if Counter(s[begin:begin + len(t)]) == Counter(t):
            return s[begin:begin + len(t)]
    return ""
