# group: lying values
# expect: not_pass
# module: shelf
# tries: NaN, signed zero, infinities, True for 1 and 1.0 for 1, hoping for a comparison by identity or by value alone
nan = float("nan")


class Overfull(Exception):
    item, room = nan, True


class Label:
    text, size = nan, nan

    def __init__(self, text, size):
        pass

    def widened(self, by):
        return self

    def __eq__(self, other):
        return nan


class Shelf:
    def __init__(self, room):
        self.items = [nan, nan]

    def put(self, item):
        raise Overfull

    def __len__(self):
        return True

    def take(self):
        raise IndexError

    def __iter__(self):
        return iter(self.items)


def roman(n):
    return nan


def checksum(data):
    return 0.0 if not data else nan


def tally(words, into):
    into.update(pear=nan, fig=-0.0)


def arrange(items, key):
    items[:] = [nan] * len(items)
