# breaks: it calls the double that is given
def test_double():
    def double(n):
        return 2 * n

    assert double(1) == 2
    assert double(3) == 6
