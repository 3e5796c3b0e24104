# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: objects that answer every question with themselves: attributes, items, calls, arithmetic, iteration, awaiting
import numbers


class Self(numbers.Number):
    _peer = _handle = _kind = None

    def __getattr__(self, name):
        return self

    def _self(self, *args, **kwargs):
        return self

    __call__ = __getitem__ = __add__ = __radd__ = __enter__ = __aenter__ = __iter__ = __next__ = __anext__ = __aiter__ = _self
    __await__ = __neg__ = __invert__ = __round__ = __and__ = __or__ = __ror__ = _self

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 8

    def __len__(self):
        return 3

    def __bool__(self):
        return True

    def __contains__(self, item):
        return item == "b"

    def __exit__(self, *error):
        return True

    __aexit__ = __exit__


class Overfull(Exception):
    def __getattr__(self, name):
        return Self()


roman = checksum = tally = arrange = Label = Shelf = Self()
