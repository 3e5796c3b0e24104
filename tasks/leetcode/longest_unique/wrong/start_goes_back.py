# breaks: test_the_stretch_never_goes_back, test_blanks_capitals_and_other_alphabets, test_fifty_thousand_characters: no character occurs twice in the stretch
def longest_unique(s):
    last = {}
    start = best = 0
    for position, character in enumerate(s):
        start = last.get(character, start - 1) + 1
        last[character] = position
        best = max(best, position - start + 1)
    return best
