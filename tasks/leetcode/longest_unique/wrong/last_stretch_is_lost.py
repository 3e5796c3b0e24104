# breaks: test_all_equal, test_the_stretch_never_goes_back, test_blanks_capitals_and_other_alphabets: also a stretch at the end of the string counts
def longest_unique(s):
    seen = {}
    start = best = 0
    for position, character in enumerate(s):
        if seen.get(character, -1) >= start:
            best = max(best, position - start)
            start = seen[character] + 1
        seen[character] = position
    return best
