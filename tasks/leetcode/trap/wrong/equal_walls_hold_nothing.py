# breaks: test_plateaus, test_zeros, test_a_hundred_thousand_bars: walls of the same height hold water
def trap(heights):
    water = 0
    stack = []
    for position, height in enumerate(heights):
        while stack and heights[stack[-1]] < height:
            bottom = heights[stack.pop()]
            if stack and heights[stack[-1]] != height:
                water += (min(heights[stack[-1]], height) - bottom) * (position - stack[-1] - 1)
        stack.append(position)
    return water
