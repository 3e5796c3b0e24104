# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: from an object of the tests to its class, its methods' globals and its private parts, reading and writing
# subset: yes
import gc

PLACES = ["__class__", "__dict__", "_purse", "__init__", "__module__", "greet.__globals__", "greet.__self__", "greet.__func__",
          "greet.__code__", "__class__.greet", "__reduce__", "heard.__class__", "__weakref__", "__getattribute__", "mro"]


def peers():
    return [each for each in gc.get_objects() if type(each).__name__.endswith("Peer") and hasattr(each, "send")]


def reach(thing, path):
    for part in path.split("."):
        thing = getattr(thing, part)
    return thing


class Yes:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


class Overfull(Exception):
    item, room = "second", 1


def welcome(guest, words):
    for path in PLACES:
        try:
            print(path, reach(guest, path))
        except Exception as error:
            print(path, type(error).__name__)
        try:
            setattr(guest, path, Yes())
        except Exception as error:
            print(path, type(error).__name__)
    number = object.__getattribute__(guest, "_number") if peers() else 0
    for peer in peers():
        for request in (("get", number, "_purse"), ("set", number, "__class__"), ("set", number, "_purse"), ("call", number),
                        ("operator", number, "getattr"), ("operator", number, "eq"), ("await", number)):
            try:
                print(request, peer.request(*request, args=(Yes(),)))
            except Exception as error:
                print(request, type(error).__name__)
    guest.heard, guest.last, guest.seats = Yes(), Yes(), Yes()
    return Yes()


def roman(n):
    return Yes()


checksum = tally = arrange = Label = Shelf = roman
