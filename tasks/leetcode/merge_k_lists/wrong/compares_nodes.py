# breaks: test_the_example, test_equal_and_negative_numbers, test_equal_numbers_keep_the_order_of_the_lists, test_a_hundred_lists: numbers may be equal
import heapq


class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


def merge_k_lists(lists):
    heap = [(node.val, node) for node in lists if node is not None]
    heapq.heapify(heap)
    last = before = ListNode()
    while heap:
        _, node = heap[0]
        last.next = last = node
        if node.next is not None:
            heapq.heapreplace(heap, (node.next.val, node.next))
        else:
            heapq.heappop(heap)
    return before.next
