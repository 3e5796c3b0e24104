# breaks: returns two times n
async def double(n):
    return n * n
