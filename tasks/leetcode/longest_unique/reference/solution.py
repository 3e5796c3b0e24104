def longest_unique(s):
    last = {}
    start = best = 0
    for position, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = position
        best = max(best, position - start + 1)
    return best
