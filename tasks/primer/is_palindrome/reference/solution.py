def is_palindrome(text):
    folded = text.lower()
    return folded == folded[::-1]
