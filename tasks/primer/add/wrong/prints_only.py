# breaks: returns the sum instead of printing it
def add(a, b):
    print(a + b)
