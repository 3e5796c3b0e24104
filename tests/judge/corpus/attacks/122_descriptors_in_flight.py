# group: the line to the tester
# expect: not_pass
# tries: sends open descriptors along with frames, hundreds of them, directories and devices among them
import array
import os
import socket
import stat

opened = [os.open(path, os.O_RDONLY) for path in ("/", "/dev/zero", "/proc/self/mem", "/dev/null")]


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                line = socket.socket(fileno=os.dup(fd))
                for _ in range(40):
                    line.sendmsg([b" "], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", opened))])
        except OSError:
            pass
    return 0


def fetch(slip, patience=5.0):
    return None
