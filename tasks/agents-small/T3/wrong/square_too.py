# breaks: False when both are equal
def is_wide(width, height):
    return width >= height
