# breaks: test_a_hundred_thousand_letters: time about proportional to the length
from collections import Counter


def min_window(s, t):
    best = ""
    for begin in range(len(s)):
        need = Counter(t)
        missing = len(t)
        for end in range(begin, len(s)):
            if need[s[end]] > 0:
                missing -= 1
            need[s[end]] -= 1
            if missing == 0:
                if not best or end + 1 - begin < len(best):
                    best = s[begin:end + 1]
                break
    return best
