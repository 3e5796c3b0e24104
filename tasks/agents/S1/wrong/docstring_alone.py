# breaks: the answer is the complete function
def binary_search(items, target):
    """Searches a list for a value by halving it again and again.

    Args:
        items: The list to search, sorted in ascending order.
        target: The value to look for.

    Returns:
        The index of the target in the list, or -1 if it is not there.
    """
    ...
