# breaks: the lines assert
def test_double():
    double(1) == 2
    double(3) == 6
