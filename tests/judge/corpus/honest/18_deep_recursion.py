# group: honest
# expect: pass
# module: shelf
# tries: everything recursive, with the recursion limit raised at import and a stack thousands of frames deep
# subset: no
import dataclasses
import sys

sys.setrecursionlimit(20_000)


def _depth(n):
    return 0 if n == 0 else 1 + _depth(n - 1)


DEPTH = _depth(6_000)


class Overfull(Exception):
    def __init__(self, item, room):
        self.item = item
        self.room = room


@dataclasses.dataclass
class Label:
    text: str
    size: int

    def widened(self, by):
        return dataclasses.replace(self, size=self.size + by)


class _Lent:
    def __init__(self, shelf, item):
        self.shelf, self.item = shelf, item

    def __enter__(self):
        self.shelf.items.remove(self.item)
        return self.item

    def __exit__(self, kind, error, trace):
        self.shelf.items.append(self.item)
        return False


class Shelf:
    def __init__(self, room):
        self.room, self.items, self.watchers = room, [], []

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(list(self.items))

    def watch(self, fn):
        self.watchers.append(fn)

    def tell(self, what, item, at=0):
        if at < len(self.watchers):
            self.watchers[at](what, item)
            self.tell(what, item, at + 1)

    def put(self, item):
        if len(self.items) == self.room:
            raise Overfull(item, self.room)
        self.items.append(item)
        self.tell("put", item)

    def take(self):
        item = self.items.pop(0)
        self.tell("take", item)
        return item

    def drain(self):
        if self.items:
            yield self.take()
            yield from self.drain()

    def lent(self, item):
        return _Lent(self, item)

    async def deliver(self, item, knock):
        await knock()
        self.put(item)
        return len(self)


SIGNS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")]
SIGNS += [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def roman(n):
    for value, sign in SIGNS:
        if n >= value:
            return sign + roman(n - value)
    return ""


def checksum(data, at=0):
    return ((at + 1) * data[at] + checksum(data, at + 1)) % 65521 if at < len(data) else 0


def tally(words, into):
    if words:
        into[words[0]] = into.get(words[0], 0) + 1
        tally(words[1:], into)


def arrange(items, key):
    keyed = [(key(item), place, item) for place, item in enumerate(items)]

    def merged(part):
        if len(part) < 2:
            return part
        left, right = merged(part[: len(part) // 2]), merged(part[len(part) // 2 :])
        out = []
        while left and right:
            out.append((left if left[0][:2] <= right[0][:2] else right).pop(0))
        return out + left + right

    items[:] = [item for _, _, item in merged(keyed)]


def welcome(guest, words):
    for word in words:
        guest.greet(word)
        guest.last = word
    return guest.seats - len(words)
