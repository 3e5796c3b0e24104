from solution import is_prime


def test_small_primes():
    for n in (2, 3, 5, 7, 11, 13, 97):
        assert is_prime(n) is True


def test_even_composites():
    for n in (4, 6, 8, 100):
        assert is_prime(n) is False


def test_odd_composites_and_squares():
    for n in (9, 15, 25, 49, 91):
        assert is_prime(n) is False


def test_numbers_below_two():
    for n in (1, 0, -1, -7):
        assert is_prime(n) is False
