# breaks: newlines separate words
def word_count(text):
    return len([word for word in text.split(' ') if word])
