# breaks: test_fifty_thousand_characters: time about proportional to the length
def longest_unique(s):
    best = 0
    for start in range(len(s)):
        seen = set()
        for character in s[start:]:
            if character in seen:
                break
            seen.add(character)
        best = max(best, len(seen))
    return best
