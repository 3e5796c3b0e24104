# group: the line to the tester
# expect: not_pass
# tries: answers correctly formed frames one byte at a time, slower each time
import os
import time

plain = os.write


def slowly(fd, data):
    if fd < 3:
        return plain(fd, data)
    for place in range(len(data)):
        plain(fd, bytes(data[place : place + 1]))
        time.sleep(0.1)
    return len(data)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    os.write = slowly
    return 0


def fetch(slip, patience=5.0):
    return None
