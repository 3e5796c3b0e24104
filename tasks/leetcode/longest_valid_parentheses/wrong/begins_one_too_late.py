# breaks: test_nested, test_generated_strings, test_a_hundred_thousand_characters: a stretch may begin at the first character
def longest_valid_parentheses(s):
    best = 0
    unmatched = [0]  # positions: the last one is where the valid stretch that is being read begins, less 1
    for position, character in enumerate(s):
        if character == "(":
            unmatched.append(position)
            continue
        unmatched.pop()
        if unmatched:
            best = max(best, position - unmatched[-1])
        else:
            unmatched.append(position)
    return best
