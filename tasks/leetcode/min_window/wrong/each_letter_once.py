# breaks: test_t_is_longer_than_s, test_letters_that_occur_several_times: each letter at least as often as in t
from collections import Counter


def min_window(s, t):
    t = "".join(set(t))
    need = Counter(t)
    missing = len(t)
    begin, best = 0, None
    for end, letter in enumerate(s):
        if need[letter] > 0:
            missing -= 1
        need[letter] -= 1
        while missing == 0:
            if best is None or end - begin < best[1] - best[0]:
                best = (begin, end)
            need[s[begin]] += 1
            if need[s[begin]] > 0:
                missing += 1
            begin += 1
    return "" if best is None else s[best[0]:best[1] + 1]
