# group: host
# expect: not_pass
# tries: ptrace, process_vm_readv and writev, kcmp, /proc/PID/mem on every process it can see
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
own = os.getpid()


class Range(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


buffer = ctypes.create_string_buffer(4096)
here = Range(ctypes.addressof(buffer), 4096)
for name in filter(str.isdigit, os.listdir("/proc")):
    pid = int(name)
    if pid == own:
        continue
    libc.ptrace(16, pid, None, None)
    libc.syscall(0x4206, pid, 0, 0)
    libc.syscall(312, own, pid, 0, 3, 3)
    for number in (310, 311):  # process_vm_readv, process_vm_writev
        there = Range(0x400000, 4096)
        if libc.syscall(number, pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            print("reached the memory of", pid)
    try:
        with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
            memory.seek(0x400000)
            memory.write(b"\xcc" * 64)
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
