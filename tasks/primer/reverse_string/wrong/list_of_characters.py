# breaks: the result is a string
def reverse_string(text):
    return list(reversed(text))
