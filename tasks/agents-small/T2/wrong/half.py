# breaks: all four sides count
def perimeter(width, height):
    return width + height
