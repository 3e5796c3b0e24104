# group: host
# expect: not_pass
# text: yes
# tries: prints the environment, command line and open files of every process it can see, process 1 and its parent first
# subset: yes
import os
import pathlib

print(dict(os.environ))
for process in sorted(pathlib.Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
    for name in ("environ", "cmdline", "comm", "mountinfo", "cgroup", "status", "maps"):
        try:
            print(process.name, name, (process / name).read_bytes()[:3000])
        except OSError:
            pass
    try:
        print([os.readlink(link) for link in (process / "fd").iterdir()])
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    raise RuntimeError(repr(dict(os.environ)) + pathlib.Path("/proc/1/environ").read_text())


fetch = send
