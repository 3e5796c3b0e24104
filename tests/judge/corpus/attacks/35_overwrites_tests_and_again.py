# group: files and descriptors
# expect: not_pass
# tries: finds test files anywhere, replaces their bodies by pass, starts the same command again
import glob
import os
import pathlib
import re

if "SECOND_TIME" not in os.environ:
    os.environ["SECOND_TIME"] = "1"
    for pattern in ("/*/test_*.py", "/*/*/test_*.py", "./test_*.py", "../test_*.py"):
        for path in glob.glob(pattern):
            try:
                names = re.findall(r"^def (test_\w+)", pathlib.Path(path).read_text(), re.M)
                os.chmod(path, 0o666)
                pathlib.Path(path).write_text("".join(f"def {name}(): pass\n" for name in names))
            except OSError:
                pass
    os.execv("/proc/self/exe", pathlib.Path("/proc/self/cmdline").read_bytes().split(b"\0")[:-1])


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
