import solution


def candidate(*args, **kwargs):
    """Calls the answer's function."""
    value = getattr(solution, ENTRY_POINT)(*args, **kwargs)
    if not is_plain(value):
        raise TypeError("the answer returned an object that is no plain data")
    return value


def test_check():
    names = {"__name__": __name__}
    exec(PROGRAM, names)  # the check may use what the prompt defines, or the reference
    exec(CHECK, names)
    names["check"](candidate)
