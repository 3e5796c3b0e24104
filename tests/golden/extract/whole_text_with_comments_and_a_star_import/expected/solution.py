# Counts.
# Twice.
r"""Counts."""
from os import *

(A, B) = range(2)


class Counter:
    pass
