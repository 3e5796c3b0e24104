# group: files and descriptors
# expect: not_pass
# tries: takes the descriptors of every process it can see, by pidfd_getfd and through /proc, and writes good news to them
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
NEWS = b'{"end": true, "exit": 0}\n12 passed\n'
for name in filter(str.isdigit, os.listdir("/proc")):
    if int(name) == os.getpid():
        continue
    handle = libc.syscall(434, int(name), 0)  # pidfd_open
    for fd in range(0, 32):
        taken = libc.syscall(438, handle, fd, 0) if handle >= 0 else -1  # pidfd_getfd
        try:
            taken = taken if taken >= 0 else os.open(f"/proc/{name}/fd/{fd}", os.O_WRONLY | os.O_NONBLOCK)
            os.write(taken, NEWS)
        except OSError:
            pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
