# group: honest
# expect: pass
# tries: a process pool, a subprocess, a pipe and a loopback socket before the first errand
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

_pool, _slips = ThreadPoolExecutor(8), []


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


def _cube(n):
    return n**3


def _self_check():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_cube, [1, 2, 3]) == [1, 8, 27]
    said = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True, check=True)
    assert said.stdout == "42\n"
    with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "notes"), "w") as notes:
        notes.write("x" * 100_000)
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            client.sendall(b"hello")


def send(fn, *args, **kwargs):
    if not _slips:
        _self_check()
    _slips.append(_pool.submit(fn, *args, **kwargs))
    return len(_slips)


def fetch(slip, patience=5.0):
    if type(slip) is not int:
        raise UnknownSlip(slip)
    return _slips[slip - 1].result(patience)
