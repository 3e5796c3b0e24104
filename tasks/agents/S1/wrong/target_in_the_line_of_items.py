# breaks: each parameter has a line of its own
def binary_search(items, target):
    """Searches a list for a value by halving it again and again.

    Args:
        items: The list to search, sorted in ascending order. target: The value to look for.

    Returns:
        The index of the target in the list, or -1 if it is not there.
    """
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == target:
            return middle
        if items[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1
