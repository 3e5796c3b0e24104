# breaks: test_a_stretch_that_an_open_parenthesis_divides, test_generated_strings, test_a_hundred_thousand_characters: the characters of a stretch are neighbours
def longest_valid_parentheses(s):
    depth = pairs = 0
    for character in s:
        if character == "(":
            depth += 1
        elif depth > 0:
            depth -= 1
            pairs += 1
    return 2 * pairs
