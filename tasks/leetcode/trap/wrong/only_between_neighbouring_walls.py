# breaks: test_the_example, test_plateaus, test_zeros, test_a_hundred_thousand_bars: the tallest bar of a side counts, not the next one
def trap(heights):
    water = 0
    for position in range(1, len(heights) - 1):
        water += max(0, min(heights[position - 1], heights[position + 1]) - heights[position])
    return water
