# breaks: test_the_first_of_equally_short_ones: the one that begins first
from collections import Counter


def min_window(s, t):
    need = Counter(t)
    missing = len(t)
    begin, best = 0, None
    for end, letter in enumerate(s):
        if need[letter] > 0:
            missing -= 1
        need[letter] -= 1
        while missing == 0:
            if best is None or end - begin <= best[1] - best[0]:
                best = (begin, end)
            need[s[begin]] += 1
            if need[s[begin]] > 0:
                missing += 1
            begin += 1
    return "" if best is None else s[best[0]:best[1] + 1]
