# breaks: test_the_first_example, test_nested, test_a_stretch_that_an_open_parenthesis_divides, test_generated_strings, test_a_hundred_thousand_characters: the length is in characters
def longest_valid_parentheses(s):
    best = 0
    unmatched = [-1]  # positions: the last one is where the valid stretch that is being read begins, less 1
    for position, character in enumerate(s):
        if character == "(":
            unmatched.append(position)
            continue
        unmatched.pop()
        if unmatched:
            best = max(best, position - unmatched[-1])
        else:
            unmatched.append(position)
    return best // 2
