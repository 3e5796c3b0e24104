# breaks: test_the_example, test_the_empty_string_is_a_word, test_a_word_that_occurs_twice_is_there_twice, test_how_often_a_letter_occurs_matters, test_sixty_thousand_words: a word that belongs to no other makes a group
def group_anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), []).append(word)
    return [group for group in groups.values() if len(group) > 1]
