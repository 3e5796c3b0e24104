# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: the test's callback keeps what it is called with: fifteen megabytes at a time, thousands of times
class Overfull(Exception):
    pass


def arrange(items, key):
    for n in range(5000):
        key(f"{n}" + "x" * 15_000_000)


def roman(n):
    return "I"


def checksum(data):
    return 0


Label = Shelf = tally = roman
