import os

class Counter:
    def add(self, x):
        return x
LAST = 1  # not </think>
