# breaks: both widths count
def perimeter(width, height):
    return width + 2 * height
