# breaks: test_the_example, test_empty_and_short_rows, test_rising_and_falling_rows_hold_nothing, test_zeros, test_a_hundred_thousand_bars: water runs off at both ends
def trap(heights):
    water = level = 0
    for height in heights:
        level = max(level, height)
        water += level - height
    return water
