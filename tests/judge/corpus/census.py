"""What a judgement may leave behind, counted before and after: processes, files, cgroups, mounts, IPC objects.

Attacks that reach for the host mark what they make with MARK, or with a System V key that starts with MARK_KEY, so that
the census never takes another program's file for theirs.
"""
import ctypes
import os
import pathlib
import signal
import stat
import tempfile
import time

MARK = "ql_corpus"
MARK_KEY = 0x514C0000
SANDBOX_UIDS = range(61001, 61001 + 4096)
PUBLIC_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/var/lock")
GRACE_S = 5.0  # the dying are no longer here after that, however busy the machine


def adopt_orphans():
    """Makes this process the parent of every descendant that outlives its own: none can get out of sight."""
    set_child_subreaper = 36
    if ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _stat_of(pid):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], int(fields[1])


def _living_children(known):
    """Direct children other than the known ones; the dead among them are reaped."""
    living = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in known:
            continue
        found = _stat_of(name)
        if found and found[1] == os.getpid():
            if found[0] == "Z":
                os.waitpid(int(name), os.WNOHANG)
            else:
                living.append(int(name))
    return living


def _until_gone(look):
    """What `look` still finds after the grace; nothing as soon as it finds nothing."""
    ends = time.monotonic() + GRACE_S
    left = set(look())
    while left and time.monotonic() < ends:
        time.sleep(0.05)
        left &= set(look())
    return left


def left_processes(known):
    """Orphans of judgements that are over, a line each. They are killed, so that the next count starts clean."""
    left = []
    for pid in sorted(_until_gone(lambda: _living_children(known()))):
        try:
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
        left.append(f"process {pid}: {command.strip()[:100]}")
    return left


class Census:
    """Counts what exists now; `left` tells what has come since and stays. `uids` are those of sandboxes only."""

    def __init__(self, uids=SANDBOX_UIDS, more_folders=(), except_below=()):
        self.uids = uids
        self.folders = [*PUBLIC_FOLDERS, tempfile.gettempdir(), *map(str, more_folders)]
        self.except_below = tuple(str(each) for each in except_below)
        self.before = self._now()

    def left(self):
        new = _until_gone(lambda: self._now() - self.before)
        return sorted(line for line in new if not _of_a_living_process(line))

    def _now(self):
        return {*self._files(), *_cgroups(), *_mounts(), *_sysv(self.uids)}

    def _files(self):
        for folder in dict.fromkeys(os.path.realpath(each) for each in self.folders):
            yield from self._files_below(folder)

    def _files_below(self, folder):
        try:
            entries = list(os.scandir(folder))
        except OSError:
            return
        for entry in entries:
            try:
                facts = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if entry.path.startswith(self.except_below or ("\0",)):
                continue
            if facts.st_uid in self.uids or MARK in entry.name:
                yield f"file {entry.path} of user {facts.st_uid}"
            # Where only its owner may write, no other user's file can be.
            elif stat.S_ISDIR(facts.st_mode) and facts.st_mode & 0o002:
                yield from self._files_below(entry.path)


def _cgroups():
    for folder, below, _ in os.walk("/sys/fs/cgroup"):
        for name in below:
            if MARK in name or "quantladder" in name:
                yield f"cgroup {folder}/{name}"


def _of_a_living_process(line):
    """A judge's cgroups bear its process number; those of another one that still runs are no left-overs."""
    parts = line.rpartition("/")[2].split("-") if line.startswith("cgroup ") else []
    return any(pathlib.Path("/proc", part).is_dir() for part in parts if part.isdigit() and int(part) > 1)


def _mounts():
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        yield f"mount {line.split()[4]} ({line.split(' - ')[1].split()[0]})"


def _sysv(uids):
    for kind in ("shm", "sem", "msg"):
        try:
            lines = pathlib.Path(f"/proc/sysvipc/{kind}").read_text().splitlines()
        except OSError:
            continue
        columns = lines[0].split()
        for line in lines[1:]:
            row = dict(zip(columns, map(int, line.split())))
            if row["key"] & 0xFFFF0000 == MARK_KEY or row["uid"] in uids or row["cuid"] in uids:
                yield f"System V {kind} {row['key'] & 0xFFFFFFFF:#x} of user {row['uid']}"
