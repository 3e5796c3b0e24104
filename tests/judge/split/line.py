"""Ends of the line in one process: the tester's end with a hand-written worker, and both real ends together."""
import json
import os
import socket
import threading

import rpc
import rpc_host
import rpc_peer
import rpc_worker

HERE = os.path.dirname(os.path.abspath(__file__))


class Scripted:
    """A host peer whose worker says what a test scripts. Numbers of the question are filled in where a frame has none."""

    def __init__(self):
        ours, self.theirs = socket.socketpair()
        self._kept = ours
        self.host = rpc_host.HostPeer(ours.fileno(), "solution", HERE)
        self.reader = rpc.FrameReader(self.theirs.fileno())
        self.host.thread_name()
        self.host.start()
        self._asked = None

    def send(self, *frames):
        for frame in frames:
            self.theirs.sendall(frame if isinstance(frame, bytes) else rpc.pack(frame))

    def question(self):
        return json.loads(self.reader.body())

    def ask(self, *answers, op="get", args=(), timeout=5):
        """One request; `answers` are frames, or functions of the question that give one."""

        def worker():
            try:
                question = self.question()
            except EOFError:
                return
            for answer in answers:
                frame = answer(question) if callable(answer) else answer
                if isinstance(frame, dict):
                    frame = {"lt": question["lt"], "id": question["id"], "k": "r", **frame}
                try:
                    self.send(frame)
                except OSError:
                    return  # the host had enough

        self._asked = threading.Thread(target=worker, daemon=True)
        self._asked.start()
        return self.host.request(op, "name", args=args, timeout=timeout)

    def close(self):
        end(self.host, self._kept)
        if self._asked is not None:
            self._asked.join()
        self.theirs.close()


def returns(value):
    """A reply with an encoded value."""
    return {"v": value}


def raw(text):
    data = text if isinstance(text, bytes) else text.encode()
    return len(data).to_bytes(4, "big") + data


def end(peer, its_socket):
    """Closes the line once nobody uses its descriptor any more, whose number the next line may get."""
    try:
        its_socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    peer.reading.join()
    with peer._sending:
        peer.fd = -1
    its_socket.close()


class WorkerEnd(rpc_worker.WorkerPeer):
    """The worker's end without its readiness to leave the process."""

    def fail(self, kind, detail):
        rpc_peer.Peer.fail(self, kind, detail)


class Pair:
    """Both real ends; `through` takes a value to the worker and back."""

    def __init__(self):
        self._sockets = socket.socketpair()
        self.host = rpc_host.HostPeer(self._sockets[0].fileno(), "solution", HERE)
        self.worker = WorkerEnd(self._sockets[1].fileno(), "/nowhere")
        self.host.start()
        self.worker.start()

    def call(self, function, *args):
        """Has the worker call one of its functions."""
        return self.host.request("call", self.worker.handle(function), args=args, timeout=10)

    def through(self, value):
        return self.call(lambda x: x, value)

    def close(self):
        for peer, its in zip((self.host, self.worker), self._sockets):
            end(peer, its)
