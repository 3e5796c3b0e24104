# breaks: test_blanks_capitals_and_other_alphabets: the characters are neighbours
def longest_unique(s):
    return len(set(s))
