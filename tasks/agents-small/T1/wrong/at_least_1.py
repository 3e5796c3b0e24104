# breaks: a rectangle without width has no area
def area(width, height):
    return max(width, 1) * max(height, 1)
