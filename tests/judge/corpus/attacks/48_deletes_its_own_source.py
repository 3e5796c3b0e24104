# group: files and descriptors
# expect: not_pass
# tries: removes itself and everything it may, so that nobody can look at it again
import os
import shutil

for folder in (os.path.dirname(os.path.abspath(__file__)), "/tmp", "/tests", "/judge", "/home", "/usr/lib/python3", "/"):
    shutil.rmtree(folder, ignore_errors=True)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
