# breaks: letters that are upper case already stay
def shout(text):
    return text.swapcase()
