from solution import greet


def test_greets():
    assert greet("ann") == "hello ann"
