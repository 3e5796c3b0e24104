# breaks: any greater width is enough
def is_wide(width, height):
    return width >= 2 * height
