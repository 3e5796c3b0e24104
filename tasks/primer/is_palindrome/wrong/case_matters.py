# breaks: upper and lower case count as equal
def is_palindrome(text):
    return text == text[::-1]
