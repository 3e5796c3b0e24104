# breaks: returns it
async def double(n):
    print(2 * n)
