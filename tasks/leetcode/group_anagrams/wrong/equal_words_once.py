# breaks: test_the_empty_string_is_a_word, test_a_word_that_occurs_twice_is_there_twice, test_sixty_thousand_words: a word is in its group as often as it occurs
def group_anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), set()).add(word)
    return [list(group) for group in groups.values()]
