# group: resources
# expect: not_pass
# tries: makes arrays of System V semaphores, which are no process's memory and would outlive it
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
made = [libc.semget(0, 32000, 0o1600) for _ in range(100)]
if max(made) < 0:
    raise SystemExit("no semaphores here")


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return made[0]


def fetch(slip, patience=5.0):
    return None
