# group: host
# expect: not_pass
# tries: io_uring, bpf, userfaultfd, perf, keyrings, modules, kexec, swap, quota, clocks, clone3, 32-bit numbers; says which worked
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
page = ctypes.create_string_buffer(4096)
CALLS = {"io_uring_setup": (425, 8, page), "bpf": (321, 5, page, 120), "userfaultfd": (323, 0), "perf": (298, page, 0, -1, -1, 0),
         "add_key": (248, b"user", b"ql_corpus", b"x", 1, -4), "keyctl": (250, 0, -4, 1), "init_module": (175, page, 4096, b""),
         "kexec": (246, 0, 0, 0, 0), "swapon": (167, b"/tmp/x", 0), "quotactl": (179, 0, 0, 0, 0), "acct": (163, b"/tmp/x"),
         "clock_settime": (227, 0, page), "open_by_handle_at": (304, -100, page, 0), "reboot": (169, 0, 0, 0, 0),
         "fsopen": (430, b"tmpfs", 0), "mount_setattr": (442, -100, b"", 0, page, 32), "clone3": (435, page, 88),
         "personality": (135, 0x0040000), "iopl": (172, 3), "syslog": (103, 3, page, 4096), "move_pages": (279, 0, 0, 0, 0, 0, 0)}
for name, arguments in CALLS.items():
    if os.fork() == 0:
        print(name, libc.syscall(*arguments), ctypes.get_errno(), flush=True)
        os._exit(0)
    os.wait()
if os.fork() == 0:
    libc.syscall(0x40000000 + 39)  # the x32 form of getpid
    os._exit(0)
os.wait()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
