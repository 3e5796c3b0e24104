# breaks: test_a_hundred_lists: does not recurse along a list
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


def merge_k_lists(lists):
    merged = None
    for each in lists:
        merged = merge(merged, each)
    return merged


def merge(a, b):
    if a is None or b is None:
        return a or b
    if a.val <= b.val:
        return ListNode(a.val, merge(a.next, b))
    return ListNode(b.val, merge(a, b.next))
