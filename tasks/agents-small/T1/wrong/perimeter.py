# breaks: returns the area
def area(width, height):
    return 2 * (width + height)
