# breaks: test_the_example, test_equal_and_negative_numbers, test_equal_numbers_keep_the_order_of_the_lists, test_a_hundred_lists: each number as often as it occurs
import heapq


class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


def merge_k_lists(lists):
    heap = [(node.val, number, node) for number, node in enumerate(lists) if node is not None]
    heapq.heapify(heap)
    last = before = ListNode()
    while heap:
        _, number, node = heap[0]
        if last is before or last.val != node.val:
            last.next = last = node
        if node.next is not None:
            heapq.heapreplace(heap, (node.next.val, number, node.next))
        else:
            heapq.heappop(heap)
    last.next = None
    return before.next
