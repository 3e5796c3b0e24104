# breaks: n may be negative
async def double(n):
    return max(0, 2 * n)
