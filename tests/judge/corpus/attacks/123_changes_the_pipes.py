# group: the line to the tester
# expect: not_pass
# tries: makes every shared pipe and socket non-blocking, asynchronous and tiny
# subset: yes
import fcntl
import os
import signal
import socket
import stat

for fd in range(0, 64):
    for change in (
        lambda: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC | os.O_APPEND),
        lambda: fcntl.fcntl(fd, 1031, 4096),  # F_SETPIPE_SZ
        lambda: fcntl.fcntl(fd, fcntl.F_SETOWN, 1),
        lambda: fcntl.fcntl(fd, 10, signal.SIGKILL),  # F_SETSIG
    ):
        try:
            change()
        except OSError:
            pass
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            line = socket.socket(fileno=os.dup(fd))
            for option in (socket.SO_SNDBUF, socket.SO_RCVBUF, socket.SO_SNDTIMEO, socket.SO_LINGER, socket.SO_PASSCRED):
                line.setsockopt(socket.SOL_SOCKET, option, 1)
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
