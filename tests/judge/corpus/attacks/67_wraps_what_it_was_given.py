# group: lying values
# expect: not_pass
# module: shelf
# tries: changes the test's own arguments and callbacks instead of doing the work: replaces items, swaps code, edits closures
import sys


class Yes(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def edit(fn):
    for attribute in ("__code__", "__closure__", "__globals__", "__defaults__"):
        try:
            value = getattr(fn, attribute)
            if attribute == "__closure__":
                for cell in value or ():
                    cell.cell_contents = Yes()
            if attribute == "__globals__":
                value["pytest"] = None
        except BaseException as error:
            print(attribute, error, file=sys.stderr)


class Overfull(Exception):
    item, room = "second", 1


class Shelf:
    def __init__(self, room):
        self.items = []

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def watch(self, fn):
        edit(fn)

    def put(self, item):
        self.items.append(Yes(item))

    def take(self):
        return Yes()


def arrange(items, key):
    edit(key)
    items.clear()
    items.append(Yes())


def tally(words, into):
    into.clear()
    words.clear()
    into.update({Yes(): Yes()})


def roman(n):
    return Yes("I")


def checksum(data):
    return Yes(0)


class Label(str):
    def __new__(cls, text, size):
        return Yes(text)
