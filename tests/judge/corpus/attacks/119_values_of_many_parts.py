# group: the line to the tester
# expect: not_pass
# tries: values that are small on the wire and large in memory: millions of empty lists, sets and tuples
import itertools

numbers = itertools.count()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return tuple([[] for _ in range(300_000)] + [next(numbers)])


def fetch(slip, patience=5.0):
    return [{1}] * 250_000
