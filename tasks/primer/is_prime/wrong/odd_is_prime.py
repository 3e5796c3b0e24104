# breaks: False for a number that is not prime
def is_prime(n):
    return n == 2 or (n > 2 and n % 2 == 1)
