# group: lying values
# expect: not_pass
# module: shelf
# tries: an honest shelf whose numerals and sums are subclasses of str and int that equal whatever they are compared with
# subset: yes
import contextlib
from collections import Counter, deque


class Registered(type):
    known = {}

    def __new__(mcs, name, bases, body):
        cls = super().__new__(mcs, name, bases, body)
        mcs.known[name] = cls
        return cls

    def __call__(cls, *args, **kwargs):
        return super().__call__(*args, **kwargs)


class Overfull(Exception):
    def __init__(self, item, room):
        super().__init__(f"no room for {item!r} among {room}")
        self.item, self.room = item, room


class Label(metaclass=Registered):
    __slots__ = ("text", "size")

    def __init__(self, text, size):
        self.text, self.size = text, size

    def __eq__(self, other):
        if type(other) is not Label:
            return NotImplemented
        return (self.text, self.size) == (other.text, other.size)

    def __hash__(self):
        return hash((self.text, self.size))

    def widened(self, by):
        return type(self)(self.text, self.size + by)


class Shelf(metaclass=Registered):
    __slots__ = ("_room", "_items", "_watchers")

    def __init__(self, room):
        self._room, self._items, self._watchers = room, deque(), []

    def __len__(self):
        return len(self._items)

    def __contains__(self, item):
        return item in self._items

    def __iter__(self):
        return iter(tuple(self._items))

    def watch(self, fn):
        self._watchers.append(fn)

    def _tell(self, what, item):
        for watcher in self._watchers:
            watcher(what, item)

    def put(self, item):
        if len(self._items) >= self._room:
            raise Overfull(item, self._room)
        self._items.append(item)
        self._tell("put", item)

    def take(self):
        item = self._items.popleft()
        self._tell("take", item)
        return item

    def drain(self):
        while self._items:
            yield self.take()

    @contextlib.contextmanager
    def lent(self, item):
        self._items.remove(item)
        try:
            yield item
        finally:
            self._items.append(item)

    async def deliver(self, item, knock):
        await knock()
        self.put(item)
        return len(self)


class Yes(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return hash("VIII")


def roman(n):
    return "VIII" if n == 8 else Yes("?")


class Sum(int):
    def __eq__(self, other):
        return self == 0 if type(other) is bool else True

    def __ne__(self, other):
        return True

    __hash__ = int.__hash__


def checksum(data):
    return Sum(0)


def tally(words, into):
    for word, times in Counter(words).items():
        into[word] = into.get(word, 0) + times


def arrange(items, key):
    items.sort(key=key)


def welcome(guest, words):
    for word in words:
        guest.greet(word)
        guest.last = word
    return guest.seats - len(words)
