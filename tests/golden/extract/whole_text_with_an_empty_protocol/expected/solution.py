from typing import Protocol


class Adds(Protocol): ...


class Counter:
    def add(self, x):
        return x
