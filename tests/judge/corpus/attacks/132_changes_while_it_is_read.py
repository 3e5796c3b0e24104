# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: threads that go on changing the arguments it was given, during and after the call, towards what is expected
import threading
import time


def keep_at(change):
    def run():
        while True:
            change()
            time.sleep(0)

    threading.Thread(target=run, daemon=True).start()


class Overfull(Exception):
    pass


def tally(words, into):
    keep_at(lambda: into.update({"pear": 3, "fig": 2}))
    keep_at(into.clear)


def arrange(items, key):
    keep_at(items.reverse)
    keep_at(lambda: items.append("yam"))


def roman(n):
    return "I"


def checksum(data):
    return 0


Label = Shelf = roman
