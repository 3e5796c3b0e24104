# group: the line to the tester
# expect: not_pass
# tries: exceptions that claim to be whatever is awaited: changing text, lying classes, str that raises, several bases
# subset: yes
class Everything(type):
    def __instancecheck__(cls, thing):
        return True

    def __subclasscheck__(cls, other):
        return True


class UnknownSlip(ValueError, TimeoutError, KeyError, metaclass=Everything):
    __class__ = property(lambda self: ValueError)
    slip = "nobody has this one"

    def __str__(self):
        return "wet floor 2291"

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __getattribute__(self, name):
        return "nobody has this one" if name == "slip" else super().__getattribute__(name)


def send(fn, *args, **kwargs):
    return len(args)


def fetch(slip, patience=5.0):
    error = UnknownSlip("wet floor 2291")
    error.__cause__ = error
    raise error
