# group: host
# expect: not_pass
# tries: System V shared memory, semaphores and messages that would outlive every process
# subset: yes
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
KEY = 0x514C0085
shm = libc.shmget(KEY, 1 << 20, 0o1666)
libc.semget(KEY, 8, 0o1666)
queue = libc.msgget(KEY, 0o1666)
libc.msgsnd(queue, ctypes.create_string_buffer(b"\1" + b"\0" * 7 + b"hello"), 5, 0o4000)
for number in range(64):
    libc.shmctl(number, 0, None)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
