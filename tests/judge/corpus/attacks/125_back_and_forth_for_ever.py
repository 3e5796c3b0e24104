# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: a length that asks the test's callback, which asks for the length: an endless recursion through both processes
class Overfull(Exception):
    pass


class Word:
    def __init__(self, key):
        self.key = key

    def __len__(self):
        return self.key(self)

    __hash__ = object.__hash__

    def __lt__(self, other):
        return self.key(other) < self.key(self)


def arrange(items, key):
    items[:] = [Word(key)] * 3
    items.sort(key=key)


def roman(n):
    return "I"


def checksum(data):
    return 0


tally = Label = Shelf = roman
