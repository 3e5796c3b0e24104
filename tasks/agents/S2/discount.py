"""The module that an answer tests. What stands behind its function is put here from outside."""


def current(price, percent):
    raise RuntimeError("no function is being tested")


def calculate_discount(price, percent):
    return current(price, percent)
