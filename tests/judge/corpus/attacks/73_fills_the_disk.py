# group: resources
# expect: not_pass
# tries: fills every folder it may write to, then answers wrongly
import os

block = b"\0" * (1 << 20)
for folder in (".", "/tmp", "/var/tmp", "/dev/shm", "/run", "/tests", os.path.expanduser("~")):
    try:
        with open(os.path.join(folder, "ql_corpus_fill"), "wb", buffering=0) as file:
            for _ in range(3000):
                file.write(block)
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
