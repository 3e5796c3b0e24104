# group: host
# expect: not_pass
# tries: a user namespace of its own for root's powers, then mounts, a new root, a new host name
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x10000000 | 0x20000, 0x20000, 0x40000000, 0x20000000, 0x08000000, 0x02000000):
    if os.fork() == 0:
        if libc.unshare(flags) == 0:
            print(f"unshare({flags:#x}) worked")
            try:
                open("/proc/self/setgroups", "w").write("deny")
                open("/proc/self/uid_map", "w").write("0 10001 1")
            except OSError:
                pass
            libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)
            libc.mount(b"/", b"/mnt", None, 4096, None)
            libc.sethostname(b"owned", 5)
            libc.chroot(b"/tmp")
        os._exit(0)
    os.wait()
for pid in (1, os.getppid()):
    for kind in ("mnt", "user", "net", "pid"):
        try:
            libc.setns(os.open(f"/proc/{pid}/ns/{kind}", 0), 0)
        except OSError:
            pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
