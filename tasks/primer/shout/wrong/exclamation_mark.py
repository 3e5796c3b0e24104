# breaks: returns the text itself, nothing added
def shout(text):
    return text.upper() + '!'
