# breaks: test_the_first_example, test_nested, test_generated_strings, test_a_hundred_thousand_characters: ()() is one stretch
def longest_valid_parentheses(s):
    best = 0
    opened = []
    for position, character in enumerate(s):
        if character == "(":
            opened.append(position)
        elif opened:
            best = max(best, position - opened.pop() + 1)
    return best
