def trap(heights):
    water = level = 0
    i, j = 0, len(heights) - 1
    while i < j:
        if heights[i] < heights[j]:
            low, i = heights[i], i + 1
        else:
            low, j = heights[j], j - 1
        level = max(level, low)
        water += level - low
    return water
