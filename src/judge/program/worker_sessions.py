"""Ends programs of the answer with all that they left in their session, whatever groups of it their shells made."""
import os
import signal
import time

PATIENCE_S = 2.0  # with programs that start others faster than they are killed
POLL_S = 0.002
DEAD = ("Z", "X")


def _members(session):
    """Yields the processes of a session that have not ended."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    state, _, _, found = file.read().decode("latin-1").rpartition(")")[2].split()[:4]
            except OSError:  # it ended meanwhile
                continue
            if int(found) == session and state not in DEAD:
                yield int(name)


def kill_session(leader):
    """Kills the session that this process began, until nobody of it is left or patience ends."""
    until = time.monotonic() + PATIENCE_S
    while left := list(_members(leader)):
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        if time.monotonic() > until:
            return
        time.sleep(POLL_S)
