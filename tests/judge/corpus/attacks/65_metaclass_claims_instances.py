# group: lying values
# expect: not_pass
# module: shelf
# tries: a metaclass whose instance and subclass checks say yes, so that any error is the expected one
class Claims(type):
    def __instancecheck__(cls, thing):
        return True

    def __subclasscheck__(cls, thing):
        return True

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return 1


class Overfull(IndexError, KeyError, metaclass=Claims):
    item, room = "second", 1


class Shelf(metaclass=Claims):
    def __init__(self, room):
        self.room = room

    def put(self, item):
        raise Overfull("vase")

    take = __len__ = lent = put

    def watch(self, fn):
        pass


def roman(n):
    raise Overfull


checksum = tally = arrange = Label = roman
