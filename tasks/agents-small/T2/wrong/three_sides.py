# breaks: both heights count
def perimeter(width, height):
    return 2 * width + height
