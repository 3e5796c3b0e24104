# breaks: test_the_empty_string_is_a_word: the empty string is a word
def group_anagrams(words):
    groups = {}
    for word in filter(None, words):
        groups.setdefault("".join(sorted(word)), []).append(word)
    return list(groups.values())
