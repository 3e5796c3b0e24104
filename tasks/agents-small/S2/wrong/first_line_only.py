# breaks: it has the line for 3
def test_double():
    assert double(1) == 2
