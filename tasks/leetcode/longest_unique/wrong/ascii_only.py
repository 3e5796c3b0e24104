# breaks: test_blanks_capitals_and_other_alphabets, test_fifty_thousand_characters: characters outside ASCII count
def longest_unique(s):
    last = [-1] * 128
    start = best = 0
    for position, character in enumerate(s):
        start = max(start, last[ord(character)] + 1)
        last[ord(character)] = position
        best = max(best, position - start + 1)
    return best
