# breaks: test_the_example, test_zeros, test_many_duplicates: no triple occurs twice
def three_sum(nums):
    nums = sorted(nums)
    triples = []
    for i, first in enumerate(nums):
        if i > 0 and nums[i - 1] == first:
            continue
        low, high = i + 1, len(nums) - 1
        while low < high:
            total = first + nums[low] + nums[high]
            if total < 0:
                low += 1
            elif total > 0:
                high -= 1
            else:
                triples.append([first, nums[low], nums[high]])
                low += 1
    return triples
