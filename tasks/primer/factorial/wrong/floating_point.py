# breaks: returns an integer
def factorial(n):
    product = 1.0
    for factor in range(2, n + 1):
        product *= factor
    return product
