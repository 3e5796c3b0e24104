# group: the line to the tester
# expect: not_pass
# module: shelf
# tries: keys of its own in the test's dict; asked for their hash they wait, call back, or answer differently each time
import itertools
import threading

turn = itertools.count()


class Key:
    def __hash__(self):
        if threading.current_thread() is not threading.main_thread() or next(turn) > 3:
            threading.Event().wait()
        return next(turn)

    def __eq__(self, other):
        return True


class Overfull(Exception):
    pass


def tally(words, into):
    into[Key()] = 2
    into["fig"] = Key()
    threading.Thread(target=lambda: words.append(into)).start()


def arrange(items, key):
    items[:] = [{Key(): 1}, {Key()}]
    key({Key(): Key()})


def roman(n):
    return {Key(): "I"}


def checksum(data):
    return 0


Label = Shelf = roman
