# group: files and descriptors
# expect: not_pass
# tries: its own files become links to devices and to the host's files, reports become fifos and endless devices
import os

for name in ("errands.py", "report.xml", "stdout.txt", "verdict.json", "test_errands.py", "__init__.py"):
    for folder in (".", "/tmp", "/box"):
        path = os.path.join(folder, name)
        for make in (lambda: os.mkfifo(path), lambda: os.symlink("/dev/zero", path), lambda: os.symlink("/etc/shadow", path)):
            try:
                if os.path.lexists(path):
                    os.unlink(path)
                make()
            except OSError:
                pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
