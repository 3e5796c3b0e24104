# breaks: test_a_stretch_that_an_open_parenthesis_divides, test_generated_strings, test_a_hundred_thousand_characters: an open parenthesis divides stretches
def longest_valid_parentheses(s):
    best = opened = closed = 0
    for character in s:
        if character == "(":
            opened += 1
        else:
            closed += 1
        if opened == closed:
            best = max(best, opened + closed)
        elif closed > opened:
            opened = closed = 0
    return best
