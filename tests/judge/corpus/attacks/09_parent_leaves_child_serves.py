# group: ending the process
# expect: not_pass
# tries: the process everybody watches ends well at once; a child keeps the connection and answers wrongly
import os

if os.fork():
    os._exit(0)
os.setsid()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return 3107
