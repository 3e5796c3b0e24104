# breaks: test_blanks_capitals_and_other_alphabets: blanks and capital letters are characters of their own
def longest_unique(s):
    s = "".join(s.split()).lower()
    last = {}
    start = best = 0
    for position, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = position
        best = max(best, position - start + 1)
    return best
