# breaks: every word counts
def word_count(text):
    return len([w for i, w in enumerate(text.split()) if w not in text.split()[:i]])
