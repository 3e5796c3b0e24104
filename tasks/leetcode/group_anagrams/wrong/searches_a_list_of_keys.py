# breaks: test_sixty_thousand_words: time about proportional to the number of words
def group_anagrams(words):
    keys, groups = [], []
    for word in words:
        key = "".join(sorted(word))
        if key not in keys:
            keys.append(key)
            groups.append([])
        groups[keys.index(key)].append(word)
    return groups
