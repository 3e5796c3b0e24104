# breaks: test_how_often_a_letter_occurs_matters, test_sixty_thousand_words: each letter equally often
def group_anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault("".join(sorted(set(word))), []).append(word)
    return list(groups.values())
