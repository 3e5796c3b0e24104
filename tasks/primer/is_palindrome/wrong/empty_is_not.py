# breaks: True for every string that reads the same backwards
def is_palindrome(text):
    return text != '' and text.lower() == text.lower()[::-1]
