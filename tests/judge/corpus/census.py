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


def _parent_of(pid):
    try:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:  # ended meanwhile
        return None


def _living_children(lock, known):
    """Direct children other than the known ones; the dead among them are reaped.

    All of it under the lock under which others start their children and make them known: one that begins and ends
    meanwhile would be taken for an orphan and reaped, and its own parent would never learn its exit status.
    """
    with lock:
        return [pid for pid in _children() if pid not in known() and not _reaped(pid)]


def _children():
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and _parent_of(name) == os.getpid()]


def _reaped(pid):
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _until_gone(look):
    """What `look` still finds after the grace; nothing as soon as it finds nothing."""
    ends = time.monotonic() + GRACE_S
    left = set(look())
    while left and time.monotonic() < ends:
        time.sleep(0.05)
        left &= set(look())
    return left


def left_processes(lock, known):
    """Orphans of judgements that are over, a line each. They are killed, so that the next count starts clean.

    `known` gives the children that are none; it is called with the lock held.
    """
    left = []
    for pid in sorted(_until_gone(lambda: _living_children(lock, known))):
        with lock:  # under it nobody reaps, so the number can't become another process's
            if pid in _children() and pid not in known():
                left.append(f"process {pid}: {_command_of(pid)[:100]}")
                os.kill(pid, signal.SIGKILL)
    return left


def _command_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


class Census:
    """Counts what exists now; `left` tells what has come since and stays. `uids` are those of sandboxes only.

    A cgroup that bears a process number counts if that is one of `judges`: anybody else's program may have been
    killed meanwhile, and what it leaves is there until its next start.
    """

    def __init__(self, uids=SANDBOX_UIDS, more_folders=(), except_below=(), judges=()):
        self.uids = uids
        self.judges = judges
        self.folders = [*PUBLIC_FOLDERS, tempfile.gettempdir(), *map(str, more_folders)]
        self.except_below = tuple(str(each) for each in except_below)
        self.before = self._now()

    def left(self):
        return sorted(_until_gone(lambda: self._now() - self.before))

    def _now(self):
        return {*self._files(), *self._cgroups(), *_mounts(), *_sysv(self.uids)}

    def _cgroups(self):
        for folder, below, _ in os.walk("/sys/fs/cgroup"):
            for name in below:
                numbers = {int(part) for part in name.split("-") if part.isdigit() and int(part) > 1}
                ours = "quantladder" in name and (not numbers or numbers & set(self.judges))
                if MARK in name or ours:
                    yield f"cgroup {folder}/{name}"

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
