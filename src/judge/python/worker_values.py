"""Finds the builtin value underneath an object of the answer."""

BASES = (int, float, str, bytes, tuple, list, dict, set, frozenset, bytearray, complex)


def base_of(x):
    return next((base for base in BASES if issubclass(type(x), base)), None)


# These equal a builtin container without being derived from one, and are compared by a copy, as those are.
LIKE_CONTAINERS = {"mappingproxy": dict, "dict_keys": set, "UserDict": dict, "ChainMap": dict, "UserList": list}


def like_container(x):
    kind = type(x)
    return LIKE_CONTAINERS.get(kind.__name__) if kind.__module__ in ("builtins", "collections") else None


def base_value(x, base):
    """Returns the value underneath an instance of a subclass, untouched by what the subclass overrides."""
    if base in (list, tuple, set, frozenset):
        return base(base.__iter__(x))
    if base is dict:
        return dict(dict.items(x))
    if base is str:
        return str.__getitem__(x, slice(None))
    if base in (bytes, bytearray):
        return base(base.__iter__(x))
    if base is complex:
        return complex.__add__(x, 0j)
    return base.__add__(x, base(0))
