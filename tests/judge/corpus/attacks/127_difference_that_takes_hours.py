# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: two of its own strings, thousands of lines alike but never equal, for the report of the failure to compare
import random


def text(seed):
    chance = random.Random(seed)
    return "\n".join("".join(chance.choices("abcde", k=60)) for _ in range(4000))


class Label(str):
    made = 0

    def __new__(cls, jam, size):
        Label.made += 1
        self = super().__new__(cls, text(Label.made))
        self.text, self.size = jam, size
        return self

    def widened(self, by):
        return Label(self.text, self.size + by)


class Overfull(Exception):
    pass


def roman(n):
    return text(n)


def checksum(data):
    return text(len(data))


class Shelf:
    def __init__(self, room):
        self.items = []

    def put(self, item):
        self.items.append(item)

    def __iter__(self):
        return iter(self.items)

    async def deliver(self, item, knock):
        return 1


tally = arrange = roman
