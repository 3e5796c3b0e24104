# breaks: test_one_list_also_beside_empty_ones: lists behind an empty one count
import heapq


class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


def merge_k_lists(lists):
    if None in lists:
        lists = lists[:lists.index(None)]
    heap = [(node.val, number, node) for number, node in enumerate(lists) if node is not None]
    heapq.heapify(heap)
    last = before = ListNode()
    while heap:
        _, number, node = heap[0]
        last.next = last = node
        if node.next is not None:
            heapq.heapreplace(heap, (node.next.val, number, node.next))
        else:
            heapq.heappop(heap)
    return before.next
