# breaks: returns n!, the last factor included
def factorial(n):
    product = 1
    for factor in range(2, n):
        product *= factor
    return product
