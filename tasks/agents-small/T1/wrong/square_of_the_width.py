# breaks: the height counts
def area(width, height):
    return width * width
