# breaks: returns the product
def multiply(a, b):
    return a + b
