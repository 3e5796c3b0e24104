# group: ending the process
# expect: not_pass
# tries: imports well, then ends with status 0 in the first call
import os


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    os._exit(0)


fetch = send
