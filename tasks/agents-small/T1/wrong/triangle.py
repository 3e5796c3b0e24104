# breaks: the area of a rectangle
def area(width, height):
    return width * height / 2
