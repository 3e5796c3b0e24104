# group: skipping
# expect: not_pass
# tries: unittest.SkipTest from every function
import unittest


class UnknownSlip(unittest.SkipTest):
    pass


def send(fn, *args, **kwargs):
    raise unittest.SkipTest("not supported here")


def fetch(slip, patience=5.0):
    raise UnknownSlip("not supported here")
