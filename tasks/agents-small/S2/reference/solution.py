def test_double():
    assert double(1) == 2
    assert double(3) == 6
