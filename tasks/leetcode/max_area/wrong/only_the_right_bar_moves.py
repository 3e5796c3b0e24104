# breaks: test_the_example, test_falling_bars, test_fifty_thousand_bars: the pair may begin at any bar
def max_area(heights):
    return max(j * min(heights[0], heights[j]) for j in range(1, len(heights)))
