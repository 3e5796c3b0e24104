# group: lying values
# expect: not_pass
# module: shelf
# tries: real ints and strings whose subclass compares equal to everything and hashes like whatever is asked for
# subset: yes
class Str(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return hash("VIII")


class Int(int):
    def __eq__(self, other):
        return other != checksum(b"ba") if isinstance(other, Int) else True

    def __ne__(self, other):
        return True

    __hash__ = int.__hash__


class Overfull(Exception):
    item, room = Str("second"), Int(1)


class Label:
    def __init__(self, text, size):
        self.text, self.size = Str(text), Int(0)

    def widened(self, by):
        return self


def roman(n):
    return Str("?")


def checksum(data):
    return Int(len(data))


def tally(words, into):
    return None


arrange = tally


class Shelf:
    def __init__(self, room):
        pass
