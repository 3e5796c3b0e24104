"""What runs first."""
import heapq

LEVELS = {"low": -10, "normal": 0, "high": 10}


def resolve_priority(priority):
    """A priority is a whole number or the name of a level."""
    if isinstance(priority, str):
        if priority not in LEVELS:
            raise ValueError(f"unknown priority: {priority}")
        return LEVELS[priority]
    return priority


class PriorityLine:
    """Items wait here: highest priority first, equal ones in the order they came."""

    def __init__(self):
        self._heap = []
        self._pushed = 0

    def push(self, item, priority="normal"):
        self._pushed += 1
        heapq.heappush(self._heap, (-resolve_priority(priority), self._pushed, item))

    def pop(self):
        if not self._heap:
            raise IndexError("the line is empty")
        return heapq.heappop(self._heap)[2]

    def __len__(self):
        return len(self._heap)
