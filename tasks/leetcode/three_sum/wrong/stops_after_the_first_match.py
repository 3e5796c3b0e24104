# breaks: test_the_example, test_many_duplicates, test_fifteen_hundred_numbers: several triples may begin with the same number
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
                break
    return triples
