# breaks: test_the_example, test_all_equal, test_the_stretch_never_goes_back, test_blanks_capitals_and_other_alphabets, test_fifty_thousand_characters: the length counts both ends
def longest_unique(s):
    last = {}
    start = best = 0
    for position, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = position
        best = max(best, position - start)
    return best
