# group: lying values
# expect: not_pass
# module: shelf
# tries: list, dict and tuple subclasses whose iteration, length and items differ from what they hold
class Wide(list):
    def __iter__(self):
        return iter(["a", "b", "c"])

    def __len__(self):
        return 3

    def __getitem__(self, place):
        return "abc"[place] if place < 3 else None

    def __eq__(self, other):
        return True

    __hash__ = None


class Pairs(dict):
    def items(self):
        return [("pear", 3), ("fig", 2)]

    def __eq__(self, other):
        return True


class Overfull(Exception):
    item, room = "second", 1


class Shelf(Wide):
    def __init__(self, room):
        self.turn = 0

    def put(self, item):
        self.turn += 1
        if self.turn == 2:
            raise Overfull

    def take(self):
        raise IndexError

    def __contains__(self, item):
        return item == "b"


def roman(n):
    return Wide([n])


def checksum(data):
    return Pairs()


def tally(words, into):
    into.__class__ = Pairs


def arrange(items, key):
    items.__class__ = Wide


Label = Pairs
