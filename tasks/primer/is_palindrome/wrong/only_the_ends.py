# breaks: the whole string reads the same backwards
def is_palindrome(text):
    return text[:1].lower() == text[-1:].lower()
