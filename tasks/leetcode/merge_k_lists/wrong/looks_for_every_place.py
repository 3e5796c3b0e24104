# breaks: test_a_hundred_lists: fast enough for 100 lists of 500 nodes
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


def merge_k_lists(lists):
    before = ListNode()
    for node in lists:
        while node is not None:
            place = before
            while place.next is not None and place.next.val <= node.val:
                place = place.next
            place.next = ListNode(node.val, place.next)
            node = node.next
    return before.next
