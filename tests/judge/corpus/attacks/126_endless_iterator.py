# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: a generator that yields for ever what the test wants in a list, each item large
class Overfull(Exception):
    pass


class Shelf:
    def __init__(self, room):
        self.items = []
        self.drained = 0

    def put(self, item):
        self.items.append(item)

    def __len__(self):
        return 2 if self.drained else 0

    def __iter__(self):
        while True:
            yield "more" * 1_000_000

    def drain(self):
        self.drained = 1
        yield 1
        while True:
            yield "more" * 1_000_000


def roman(n):
    return ""


tally = checksum = arrange = Label = roman
