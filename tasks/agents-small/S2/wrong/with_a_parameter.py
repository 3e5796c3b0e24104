# breaks: it has no parameters
def test_double(self):
    assert double(1) == 2
    assert double(3) == 6
