# breaks: test_fifty_thousand_bars: time about proportional to the number of bars
def max_area(heights):
    best = 0
    for i in range(len(heights)):
        for j in range(i + 1, len(heights)):
            best = max(best, (j - i) * min(heights[i], heights[j]))
    return best
