# breaks: False if the width is not greater
def is_wide(width, height):
    if width > height:
        return True
