def is_wide(width, height):
    return width > height
