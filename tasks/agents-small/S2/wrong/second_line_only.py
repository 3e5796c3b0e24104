# breaks: it has the line for 1
def test_double():
    assert double(3) == 6
