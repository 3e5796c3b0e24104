# breaks: test_the_example, test_two_bars, test_falling_bars, test_equal_bars, test_fifty_thousand_bars: the width is j - i
def max_area(heights):
    best, i, j = 0, 0, len(heights) - 1
    while i < j:
        best = max(best, (j - i + 1) * min(heights[i], heights[j]))
        if heights[i] < heights[j]:
            i += 1
        else:
            j -= 1
    return best
