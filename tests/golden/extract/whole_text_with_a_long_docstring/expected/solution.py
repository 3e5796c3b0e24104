"""Counts.

More of it.
"""
import os

TEXT = """
abc
"""


class Counter:
    def add(self, x):
        return x
