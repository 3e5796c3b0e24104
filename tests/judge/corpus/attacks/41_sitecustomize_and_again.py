# group: files and descriptors
# expect: not_pass
# tries: a sitecustomize, a usercustomize and a .pth file in every folder Python might look into, then the command again
import os
import pathlib
import site
import sys

CODE = "import os, atexit; print('12 passed'); atexit.register(os._exit, 0)\n"
if "SECOND_TIME" not in os.environ:
    os.environ.update(SECOND_TIME="1", PYTHONPATH="/tmp:/box:.", PYTHONUSERBASE="/tmp", PYTHONSTARTUP="/tmp/usercustomize.py")
    folders = {".", "/tmp", "/box", site.getusersitepackages(), *filter(None, sys.path)}
    for folder in folders:
        try:
            os.makedirs(folder, exist_ok=True)
            for name in ("sitecustomize.py", "usercustomize.py"):
                pathlib.Path(folder, name).write_text(CODE)
            pathlib.Path(folder, "zzz.pth").write_text("import " + CODE.strip().replace("import ", "", 1))
        except OSError:
            pass
    os.execv("/proc/self/exe", pathlib.Path("/proc/self/cmdline").read_bytes().split(b"\0")[:-1])


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
