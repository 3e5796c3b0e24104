# breaks: every character is kept
def reverse_string(text):
    return text.strip()[::-1]
