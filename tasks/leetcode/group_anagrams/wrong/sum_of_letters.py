# breaks: test_how_often_a_letter_occurs_matters, test_sixty_thousand_words: the same letters
def group_anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault(sum(map(ord, word)), []).append(word)
    return list(groups.values())
