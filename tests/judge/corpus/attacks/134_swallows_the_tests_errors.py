# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: context managers, awaitables and iterators that swallow or replace the exceptions of the tests
class Overfull(IndexError):
    item, room = "second", 1


class Lent:
    def __enter__(self):
        return "book"

    def __exit__(self, kind, error, trace):
        raise KeyError("dropped")


class Shelf:
    def __init__(self, room):
        self.gone = 0

    def put(self, item):
        self.gone += 1
        if self.gone > 1:
            raise Overfull

    def __len__(self):
        return 0

    def __iter__(self):
        raise GeneratorExit

    def take(self):
        raise Overfull

    def lent(self, item):
        return Lent()

    def watch(self, fn):
        try:
            fn("put", "vase")
        except BaseException as error:
            error.args = ()
            error.__traceback__ = None

    async def deliver(self, item):
        raise StopAsyncIteration(1)


def roman(n):
    raise StopIteration("I")


checksum = tally = arrange = Label = roman
