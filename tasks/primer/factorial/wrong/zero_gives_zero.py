# breaks: factorial(0) is 1
def factorial(n):
    product = min(n, 1)
    for factor in range(2, n + 1):
        product *= factor
    return product
