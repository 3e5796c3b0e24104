# breaks: test_a_hundred_thousand_bars: time about proportional to the number of bars
def trap(heights):
    water = 0
    for position, height in enumerate(heights):
        water += min(max(heights[:position + 1]), max(heights[position:])) - height
    return water
