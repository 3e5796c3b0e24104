"""Things of the host that an attack would reach if the sandbox did not hold, and whether any was touched."""
import os
import pathlib
import secrets
import socket
import subprocess
import tempfile

from census import SANDBOX_UIDS

SECRET_VARIABLE = "QL_CORPUS_SECRET"
MARK = "qlbait"  # not the census's: the bait of another run on this machine is nothing left behind
WATERMARK = "watermark-6b1f0c"  # stands in a comment of each test file


class Baits:
    """A secret in the judge's environment, a file anyone may change, a process of the judge's user, two listeners."""

    def __init__(self, user=None):
        self.secret = f"secret-{secrets.token_hex(8)}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{MARK}_{os.getpid()}_"))
        self.folder.chmod(0o777)
        self.file = self.folder / "bait.txt"
        self.file.write_text(self.secret)
        self.file.chmod(0o666)
        self.process = subprocess.Popen(
            ["/bin/sleep", "infinity"],
            env={SECRET_VARIABLE: self.secret}, stdin=subprocess.DEVNULL, cwd="/",
            **as_user(SANDBOX_UIDS[0] if user is None and os.geteuid() == 0 else user),
        )
        # Both are found in /proc/net, if the host's is what one sees there.
        self.listeners = [
            self._listen(socket.AF_INET, ("127.0.0.1", 0)),
            self._listen(socket.AF_UNIX, f"\0{MARK}_{os.getpid()}"),
        ]

    @staticmethod
    def _listen(family, address):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setblocking(False)
        listener.bind(address)
        listener.listen(64)
        return listener

    def touched(self):
        """One line for each bait that is not as it was. Stopped or killed, read or changed, connected to."""
        found = []
        if self.process.poll() is not None:
            found.append("a process of the host was killed")
        elif pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] in "Tt":
            found.append("a process of the host was stopped")
        if not self.file.is_file() or self.file.read_text(errors="replace") != self.secret:
            found.append("a file of the host was changed")
        if sorted(os.listdir(self.folder)) not in ([], [self.file.name]):
            found.append("a file was put into a folder of the host")
        for listener in self.listeners:
            try:
                listener.accept()[0].close()
                found.append(f"a socket of the host was reached: {listener.getsockname()!r}")
            except BlockingIOError:
                pass
        return found

    def leaked(self, output):
        """What a judgement's output must not hold: the host's secrets and the tests' text."""
        for what, text in (("the environment of the host", self.secret), ("the text of the tests", WATERMARK)):
            if text.encode() in output:
                yield f"its output holds {what}"

    def remove(self):
        self.process.kill()
        self.process.wait()
        for listener in self.listeners:
            listener.close()
        self.file.unlink(missing_ok=True)
        for left in self.folder.iterdir():
            left.unlink()
        self.folder.rmdir()


def as_user(user):
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}
