# breaks: True when the width is greater
def is_wide(width, height):
    return width < height
