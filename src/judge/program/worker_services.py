"""Keeps programs of the answer running for the tests, and carries bytes to them and back. What they write is read all the time, so that none
waits for a reader, and only its end is kept.
"""
import binascii
import itertools
import os
import select
import selectors
import socket
import struct
import subprocess
import threading
import time

from worker_sessions import kill_session

KEPT = 1 << 20  # bytes of each stream
POLL_S = 0.01
PATIENCE_S = 2.0  # for the port of a service that was killed
LISTENING = "0A"

_numbers = itertools.count(1)
_services = {}
_connections = {}


class Service:
    """A running program and what it wrote."""

    def __init__(self, child, port):
        self.child, self.port = child, port
        self.out, self.err = bytearray(), bytearray()  # of its standard output, what nobody took yet
        self.flooded = self.ended = False
        self.changed = threading.Condition()
        for stream in (child.stdin, child.stdout, child.stderr):
            os.set_blocking(stream.fileno(), False)
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self):
        """Reads until the program itself has ended: a process that it left behind is not waited for."""
        kept = {self.child.stdout: self.out, self.child.stderr: self.err}
        gone = os.pidfd_open(self.child.pid)
        with selectors.DefaultSelector() as selector:
            for stream in (gone, *kept):
                selector.register(stream, selectors.EVENT_READ)
            over = False
            while not over:
                ready = [key.fileobj for key, _ in selector.select()]
                over = gone in ready
                for stream in kept:
                    while stream in selector.get_map() and (stream in ready or over) and select.select([stream], [], [], 0)[0]:
                        if not self._keep(stream, kept[stream]):
                            selector.unregister(stream)
        os.close(gone)
        self.child.wait()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def _keep(self, stream, kept):
        data = os.read(stream.fileno(), 1 << 16)
        with self.changed:
            kept += data
            if len(kept) > KEPT:
                self.flooded |= kept is self.out
                del kept[: len(kept) - KEPT]
            self.changed.notify_all()
        return bool(data)

    def status(self):
        return self.child.poll()

    def take_line(self, until):
        with self.changed:
            while True:
                if self.flooded:
                    return "flooded", b""
                end = self.out.find(b"\n")
                if end >= 0:
                    line = bytes(self.out[:end])
                    del self.out[: end + 1]
                    return "line", line
                left = until - time.monotonic()
                if self.ended or left <= 0:
                    return ("ended" if self.ended else "silent"), b""
                self.changed.wait(left)

    def send(self, data, until):
        while data:
            left = until - time.monotonic()
            if left <= 0:
                return "silent"
            try:
                if select.select([], [self.child.stdin], [], min(left, 0.1))[1]:
                    data = data[os.write(self.child.stdin.fileno(), data[: 1 << 16]):]
            except BrokenPipeError:
                return "ended"
        return "sent"

    def kill(self):
        kill_session(self.child.pid)

    def told(self):
        with self.changed:
            return self.status(), bytes(self.out[-4096:]), bytes(self.err[-4096:])


def listens(port):
    """Tells whether anybody listens on this port. Asked of the kernel: a connection made to find out would be the service's first."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table) as rows:
                for row in rows.readlines()[1:]:
                    address, state = row.split()[1:4:2]
                    if state == LISTENING and int(address.rpartition(":")[2], 16) == port:
                        return True
        except OSError:  # a kernel without such protocol
            pass
    return False


def _wait(until, come):
    while not come():
        if time.monotonic() > until:
            return False
        time.sleep(POLL_S)
    return True


def service_start(peer, asked):
    """Starts a program, and waits until it listens where a port is given. Returns (its number, how that went, status, stdout, stderr)."""
    port = asked["port"]
    if port is not None and not _wait(time.monotonic() + PATIENCE_S, lambda: not listens(port)):
        return 0, "taken", None, b"", b""
    try:
        child = subprocess.Popen(
            asked["argv"], cwd=asked["cwd"] or peer.box, env={**os.environ, **asked["env"]}, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        return 0, "ended", 127, b"", ("%s: %s" % (asked["argv"][0], error.strerror)).encode()
    if _kill_all not in peer.leaving:
        peer.leaving.append(_kill_all)
    number = next(_numbers)
    service = _services[number] = Service(child, port)
    until = time.monotonic() + asked["timeout_ms"] / 1000
    came = port is None or _wait(until, lambda: listens(port) or service.ended)
    how = "ended" if service.ended else "up" if came else "silent"
    if how != "up":
        service.kill()
    return (number, how, *service.told())


def service_send(peer, number, text, timeout_ms):
    return _services[number].send(binascii.a2b_base64(text), time.monotonic() + timeout_ms / 1000)


def service_line(peer, number, timeout_ms):
    return _services[number].take_line(time.monotonic() + timeout_ms / 1000)


def service_state(peer, number, patience_ms):
    """Tells how it is. One that is about to end closes its connections before anybody can know its status: it may be waited for."""
    service = _services[number]
    with service.changed:
        service.changed.wait_for(lambda: service.ended, patience_ms / 1000)
    return service.told()


def service_stop(peer, number):
    service = _services.pop(number)
    service.kill()
    with service.changed:
        service.changed.wait_for(lambda: service.ended, PATIENCE_S)
    for stream in (service.child.stdin, service.child.stdout, service.child.stderr):
        stream.close()
    if service.port is not None:
        _wait(time.monotonic() + PATIENCE_S, lambda: not listens(service.port))


def _kill_all():
    for service in list(_services.values()):
        service.kill()


def tcp_open(peer, number, asked):
    """Connects to a service and sends what is given. Returns (number of the connection, 0 where there is none; how it went)."""
    if _services[number].status() is not None:
        return 0, "ended"
    until = time.monotonic() + asked["timeout_ms"] / 1000
    try:
        line = socket.create_connection(("127.0.0.1", asked["port"]), asked["timeout_ms"] / 1000, (asked["source"], 0))
    except OSError as error:
        return 0, str(error)
    connection = next(_numbers)
    _connections[connection] = line
    try:
        line.settimeout(max(until - time.monotonic(), POLL_S))
        line.sendall(binascii.a2b_base64(asked["data_b64"]))
    except OSError:  # it may have answered without reading everything
        pass
    return connection, "open"


def tcp_read(peer, connection, timeout_ms, most):
    line = _connections[connection]
    line.settimeout(max(timeout_ms / 1000, POLL_S))
    try:
        data = line.recv(most)
    except TimeoutError:
        return "silent", b""
    except OSError:
        return "reset", b""
    return ("data" if data else "end"), data


def tcp_close(peer, connection):
    """Closes. When the service closed first its port would be kept for a minute: a reset, which nobody is there to see, frees it."""
    line = _connections.pop(connection)
    with line:
        line.setblocking(False)
        try:
            if line.recv(1, socket.MSG_PEEK) == b"":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass
