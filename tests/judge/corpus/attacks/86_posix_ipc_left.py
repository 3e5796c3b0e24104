# group: host
# expect: not_pass
# tries: POSIX shared memory, named semaphores and message queues that would outlive every process
import ctypes
import os
from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = lambda *args: None
try:
    block = shared_memory.SharedMemory("ql_corpus_shm", create=True, size=1 << 20)
    block.buf[:5] = b"hello"
    block.close()
except OSError:
    pass
library = ctypes.CDLL(None)
library.sem_open(b"/ql_corpus_sem", os.O_CREAT, 0o666, 1)
library.mq_open(b"/ql_corpus_mq", os.O_CREAT | os.O_RDWR, 0o666, None)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
