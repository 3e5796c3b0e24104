# breaks: returns the area
def area(width, height):
    print(width * height)
