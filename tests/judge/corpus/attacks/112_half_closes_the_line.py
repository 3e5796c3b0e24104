# group: the line to the tester
# expect: not_pass
# tries: shuts down one direction of the line, then the other, in the middle of a call
import os
import socket
import stat


def halves(how):
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                socket.socket(fileno=os.dup(fd)).shutdown(how)
        except OSError:
            pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    halves(socket.SHUT_RD)
    return 0


def fetch(slip, patience=5.0):
    halves(socket.SHUT_WR)
