# breaks: test_the_example, test_plateaus, test_zeros, test_a_hundred_thousand_bars: each bar is one unit wide
def trap(heights):
    water = 0
    stack = []
    for position, height in enumerate(heights):
        while stack and heights[stack[-1]] < height:
            bottom = heights[stack.pop()]
            if stack:
                water += (min(heights[stack[-1]], height) - bottom) * (position - stack[-1])
        stack.append(position)
    return water
