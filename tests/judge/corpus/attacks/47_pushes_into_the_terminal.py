# group: files and descriptors
# expect: not_pass
# tries: types commands into any terminal it can open, with TIOCSTI, and takes the terminal over
import fcntl
import os
import termios

for path in ("/dev/tty", "/dev/pts/0", "/dev/pts/1", "/dev/console", "/proc/1/fd/0"):
    try:
        fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        for letter in b"echo ql_corpus > /tmp/ql_corpus_tty\n":
            fcntl.ioctl(fd, termios.TIOCSTI, bytes([letter]))
    except OSError:
        pass
for fd in (0, 1, 2):
    try:
        fcntl.ioctl(fd, termios.TIOCSTI, b"x")
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
