from solution import is_palindrome


def test_palindromes():
    assert is_palindrome("level") is True
    assert is_palindrome("noon") is True


def test_other_words():
    assert is_palindrome("ladder") is False
    assert is_palindrome("ab") is False


def test_the_letters_inside_count():
    assert is_palindrome("lemal") is False
    assert is_palindrome("abca") is False


def test_case_is_ignored():
    assert is_palindrome("Anna") is True


def test_short_strings():
    assert is_palindrome("") is True
    assert is_palindrome("q") is True
