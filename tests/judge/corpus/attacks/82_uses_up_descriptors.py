# group: resources
# expect: not_pass
# tries: opens files, pipes, sockets, epolls and inotifies until none is left, in itself and its children
import os
import select
import socket

kept = []
for make in (os.pipe, socket.socketpair, lambda: os.open("/dev/null", 0), select.epoll, lambda: os.memfd_create("x")):
    try:
        while True:
            kept.append(make())
    except OSError:
        pass
if os.fork() == 0:
    os.fork()
    signal = __import__("signal")
    signal.pause()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
