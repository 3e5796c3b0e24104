# group: host
# expect: not_pass
# tries: every way to other powers: setuid, capabilities, set-uid programs, devices, hard links to others' files
import os
import subprocess

for change in (lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setgid(0), lambda: os.seteuid(61002)):
    try:
        change()
        print("became another user")
    except OSError:
        pass
for program in ("su", "sudo", "pkexec", "mount", "newuidmap", "fusermount3", "bwrap"):
    try:
        subprocess.run([program, "--version"], capture_output=True, timeout=2, stdin=subprocess.DEVNULL)
        subprocess.run([program, "-c", "touch /tmp/ql_corpus_root"], capture_output=True, timeout=2, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        pass
for act in (
    lambda: os.mknod("/tmp/ql_corpus_disk", 0o60666, os.makedev(8, 0)),
    lambda: os.link("/etc/passwd", "/tmp/ql_corpus_link"),
    lambda: os.chmod("/bin/sh", 0o4755),
    lambda: open("/dev/mem", "rb").read(1),
):
    try:
        act()
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
