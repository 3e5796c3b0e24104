# group: honest
# expect: pass
# module: shelf
# tries: classes that inherit from list, dict and an exception, a frozen dataclass, results of subclass types cast at the end
import contextlib
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple


class Event(NamedTuple):
    what: str
    item: object


class Overfull(Exception):
    def __init__(self, item, room):
        Exception.__init__(self, item, room)
        self.item, self.room = item, room

    def __str__(self):
        return "{} does not fit into {}".format(*self.args)


@dataclass(frozen=True, order=True)
class Label:
    text: str
    size: int = 1

    def widened(self, by):
        return Label(self.text, self.size + by)


class Shelf(list):
    def __init__(self, room):
        super().__init__()
        self.room = room
        self.watchers = []

    def watch(self, fn):
        self.watchers.append(fn)

    def _tell(self, event):
        [watcher(*event) for watcher in self.watchers]

    def put(self, item):
        if len(self) >= self.room:
            raise Overfull(item, self.room)
        self.append(item)
        self._tell(Event("put", item))

    def take(self):
        event = Event("take", self.pop(0))
        self._tell(event)
        return event.item

    def drain(self):
        for _ in count():
            if not self:
                return
            yield self.take()

    @contextlib.contextmanager
    def lent(self, item):
        place = self.index(item)
        del self[place]
        try:
            yield item
        finally:
            self.insert(place, item)

    async def deliver(self, item, knock):
        await knock()
        self.put(item)
        return len(self)


class Numeral(str):
    pass


def roman(n):
    for old, new in (("IIIII", "V"), ("VV", "X"), ("XXXXX", "L"), ("LL", "C"), ("CCCCC", "D"), ("DD", "M")):
        text = (("I" * n) if old == "IIIII" else text).replace(old, new)
    for old, new in (("DCCCC", "CM"), ("CCCC", "CD"), ("LXXXX", "XC"), ("XXXX", "XL"), ("VIIII", "IX"), ("IIII", "IV")):
        text = text.replace(old, new)
    return str(Numeral(text))


def checksum(data):
    return int(sum(map(lambda pair: pair[0] * pair[1], enumerate(data, 1)))) % 65521


def tally(words, into):
    into.update(Counter(into) + Counter(words))


def arrange(items, key):
    items[:] = sorted(items, key=key)


def welcome(guest, words):
    for word in words:
        guest.greet(word)
        guest.last = word
    return guest.seats - len(words)
