# group: resources
# expect: not_pass
# tries: System V segments, each touched and let go again: no address space is used, the memory stays taken
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.shmdt.argtypes = [ctypes.c_void_p]
SIZE = 32 << 20
for n in range(400):
    segment = libc.shmget(0x514C0000 + n, SIZE, 0o1600)
    if segment < 0:
        break
    place = libc.shmat(segment, None, 0)
    if place in (None, 2**64 - 1):
        break
    ctypes.memset(place, 1, SIZE)
    libc.shmdt(place)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
