# breaks: the characters are reversed, not the words
def reverse_string(text):
    return ' '.join(reversed(text.split(' ')))
