# breaks: several spaces separate only once
def word_count(text):
    return len(text.replace('\n', ' ').split(' ')) if text.strip() else 0
