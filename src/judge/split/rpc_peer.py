"""One end of the line: logical threads, requests and replies.

A logical thread is one line of calls, whichever process runs its innermost one. It is named after the side where it was
born, and each side has one real thread for it, so that locks, barriers and thread-local values mean what they mean in one
process. Within a logical thread the two sides take turns, which is why more than one waiting frame is a forgery.
"""
import os
import queue
import threading

from rpc import Forged, FrameError, FrameReader, LimitError, TransportFailure, pack, unpack


class _ThreadEnd:
    """Lives in a thread's local storage; its end is the thread's end."""

    def __init__(self, peer, name):
        self._peer, self._name = peer, name

    def __del__(self):
        self._peer.thread_ended(self._name)


class Peer:
    """One end of the line. A subclass gives `perform` (what the other side may ask), `encode`, `decode`, `encode_error`,
    `decode_error`, `changes` and `apply` (containers kept equal on both sides)."""

    side = "?"
    other = "?"
    max_threads = 4096
    max_received = None  # bytes in all: whatever the other side makes this one keep is bounded by what it may send
    call_limit_s = None  # of the main thread; what other threads wait for is the business of whoever started them

    def __init__(self, fd):
        self.fd = fd
        self.reader = FrameReader(fd)
        self.failed = None
        self.local = threading.local()
        self._sending = threading.RLock()
        self._table = threading.RLock()
        self._boxes = {}
        self._born = 0
        self._served = 0
        self._received = 0
        self._unapplied = queue.SimpleQueue()
        self._applying = threading.RLock()
        self._deferred_ends = queue.SimpleQueue()

    # -- life

    def start(self):
        """Begins to read, in a thread of its own."""
        self.reading = threading.Thread(target=self._read, daemon=True)
        self.reading.start()

    def fail(self, kind, detail):
        """Ends the line for good: every waiting request fails, and every later one."""
        with self._table:
            if self.failed is None:
                self.failed = (kind, str(detail)[:200])
            boxes = list(self._boxes.values())
        for box in boxes:
            box.put(None)

    def _read(self):
        try:
            while True:
                body = self.reader.body()
                self._received += len(body)
                if self.max_received is not None and self._received > self.max_received:
                    raise LimitError("too much was sent")
                self._route(unpack(body))
        except (EOFError, OSError) as error:
            self.fail("eof", error)
        except BaseException as problem:
            self.broken(problem)

    def out_of_memory(self):
        self.fail("limit", "memory")

    # -- threads

    def _route(self, message):
        kind, name = message.get("k"), message.get("lt")
        if kind == "oom" and self.other == "w":
            raise LimitError("memory")
        if type(name) is not str or not 2 <= len(name) <= 12 or kind not in ("q", "r", "end"):
            raise FrameError("an unknown kind of frame")
        changes = message.pop("sy", None)
        if changes:
            self._unapplied.put(changes)
        with self._table:
            box = self._boxes.get(name)
            if box is None:
                if kind == "end":
                    return
                if kind != "q" or name[0] != self.other:
                    raise FrameError("a frame for no thread")
                box = self._serve_in_new_thread(name)
            elif not box.empty():
                raise FrameError("two frames at once in one thread")
        box.put(message)

    def _serve_in_new_thread(self, name):
        if self._served >= self.max_threads:
            raise LimitError("too many threads")
        box = self._boxes[name] = queue.SimpleQueue()
        try:
            threading.Thread(target=self.serve, args=(name, box), daemon=True).start()
        except RuntimeError:
            raise LimitError("no more threads") from None
        self._served += 1
        return box

    def serve(self, name, box):
        """Does what the other side asks in one logical thread, until that thread or the line ends."""
        self.local.name = name
        while True:
            message = box.get()
            if message is None or message["k"] == "end":
                break
            if message["k"] == "q":
                self._answer(message)
            else:
                self.fail("frame", "a reply to nothing")
        with self._table:
            self._boxes.pop(name, None)
            self._served -= 1

    def adopt(self, name):
        """Serves logical thread `name` in the calling thread."""
        with self._table:
            box = self._boxes[name] = queue.SimpleQueue()
            self._served += 1
        return box

    def thread_name(self):
        name = getattr(self.local, "name", None)
        if name is None:
            with self._table:
                self._born += 1
                name = "%s%d" % (self.side, self._born)
                self._boxes[name] = queue.SimpleQueue()
            self.local.name = name
            self.local.end = _ThreadEnd(self, name)
        return name

    def thread_ended(self, name):
        # Runs wherever the interpreter drops the thread's storage: no lock may be taken here.
        self._deferred_ends.put(name)

    def _pass_on_ends(self):
        while not self._deferred_ends.empty():
            name = self._deferred_ends.get()
            with self._table:
                self._boxes.pop(name, None)
            self._write(pack({"k": "end", "lt": name}))

    # -- sending

    def _write(self, data):
        sent = os.write(self.fd, data)
        while sent < len(data):
            sent += os.write(self.fd, memoryview(data)[sent:])

    def send(self, message):
        with self._sending:
            # Changes are read and sent under one lock: no later message can overtake them.
            changes = self.changes()
            if changes:
                message["sy"] = changes
            try:
                self._write(pack(message))
            except FrameError:
                self.forget_sent(changes)
                raise
            if not self._deferred_ends.empty():
                self._pass_on_ends()

    def apply_changes(self):
        if self._unapplied.empty():
            return
        with self._applying:
            while not self._unapplied.empty():
                self.apply(self._unapplied.get())

    # -- requests

    def request(self, op, *plain, args=(), kwargs=None, timeout=None):
        """Asks the other side and waits; meanwhile this thread does what the other side asks of it."""
        name = self.thread_name()
        number = self.local.count = getattr(self.local, "count", 0) + 1
        message = {"k": "q", "lt": name, "id": number, "op": op, "p": plain}
        message["a"] = [self.encode(value) for value in args]
        message["kw"] = [[key, self.encode(value)] for key, value in kwargs.items()] if kwargs else []
        if self.failed is not None:
            raise TransportFailure(self.failed[1])
        try:
            self.send(message)
        except OSError as error:
            self.fail("eof", error)
        return self._result(self._await_reply(name, number, timeout))

    def _limit(self):
        return self.call_limit_s if threading.current_thread() is threading.main_thread() else None

    def _await_reply(self, name, number, timeout):
        box = self._boxes[name]
        limit = timeout or self._limit()
        while True:
            try:
                message = box.get(timeout=limit)
            except queue.Empty:
                self.fail("timeout", "no answer within %g s" % limit)
                message = None
            if message is None or self.failed is not None:
                box.put(None)  # for the requests further out in this thread
                raise TransportFailure(self.failed[1])
            if message["k"] == "q":
                self._answer(message)
            elif message["k"] == "r" and message.get("id") == number and type(message.get("id")) is int:
                return message
            else:
                self.fail("frame", "a reply to another question")

    def _result(self, message):
        try:
            self.apply_changes()
            if "x" not in message:
                return self.decode(message["v"])
            error = self.decode_error(message["x"])
        except Exception as problem:
            self.broken(problem)
            raise TransportFailure(self.failed[1]) from None
        raise error

    def broken(self, problem):
        """Ends the line, since what arrived cannot be understood."""
        if isinstance(problem, MemoryError):
            self.out_of_memory()
        else:
            kind = "limit" if isinstance(problem, LimitError) else "frame"
            self.fail(kind, problem if isinstance(problem, FrameError) else type(problem).__name__)

    def _answer(self, message):
        reply = {"k": "r", "lt": message["lt"], "id": message.get("id")}
        try:
            self.apply_changes()
            args = [self.decode(value) for value in message["a"]]
            kwargs = {key: self.decode(value) for key, value in message["kw"]}
            op, plain = message["op"], message["p"]
            if type(op) is not str or type(plain) is not list or not all(type(key) is str for key in kwargs):
                raise FrameError("a request of the wrong shape")
        except TransportFailure:
            return
        except Exception as problem:
            self.broken(problem)
            return
        try:
            reply["v"] = self.encode(self.perform(op, plain, args, kwargs))
        except TransportFailure:
            return
        except Forged as problem:
            self.broken(problem)
            return
        except BaseException as error:
            reply["x"] = self.encode_error(error)
        self._send_reply(reply)

    def _send_reply(self, reply):
        try:
            try:
                self.send(reply)
            except FrameError as error:
                reply.pop("v", None)
                reply["x"] = self.encode_error(ValueError(str(error)))
                self.send(reply)
        except OSError as error:
            self.fail("eof", error)
