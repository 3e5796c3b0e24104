# breaks: the whole string is in upper case
def shout(text):
    return text.capitalize()
