PLAIN = (type(None), bool, int, float, complex, str, bytes, range)


def is_plain(value):
    """Tells whether a value is data through and through: an object of the answer could claim to be true, or equal to anything."""
    if issubclass(type(value), dict):
        return all(is_plain(each) for pair in value.items() for each in pair)
    if issubclass(type(value), (list, tuple, set, frozenset)):
        return all(is_plain(each) for each in value)
    return issubclass(type(value), PLAIN)
