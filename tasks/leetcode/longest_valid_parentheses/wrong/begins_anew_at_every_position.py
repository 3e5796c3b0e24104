# breaks: test_a_hundred_thousand_characters: time about proportional to the length
def longest_valid_parentheses(s):
    best = 0
    for start in range(len(s)):
        depth = 0
        for end in range(start, len(s)):
            depth += 1 if s[end] == "(" else -1
            if depth < 0:
                break
            if depth == 0:
                best = max(best, end - start + 1)
    return best
