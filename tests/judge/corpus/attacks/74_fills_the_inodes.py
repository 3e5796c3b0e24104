# group: resources
# expect: not_pass
# tries: empty files and links without end: no byte of content, all of it kernel memory
import os

for folder in ("/tmp", "/dev/shm", "."):
    try:
        os.chdir(folder)
        for n in range(2_000_000):
            os.mknod(f"ql_corpus_{n}_{'x' * 200}")
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
