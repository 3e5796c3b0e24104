"""Serves a checker: runs commands in the answer's folder, with their time and their output bounded, and reads files."""
import binascii
import os
import select
import selectors
import subprocess
import time

from worker_sessions import kill_session


def run(peer, asked):
    """Runs a command. Returns (exit status, or minus the signal, or None when time ran out; stdout; stderr; whether output was cut off)."""
    try:
        child = subprocess.Popen(
            asked["argv"], cwd=asked.get("cwd") or peer.box, env={**os.environ, **asked["env"]}, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:  # as a shell would say it
        return 127, b"", ("%s: %s\n" % (asked["argv"][0], error.strerror)).encode(), False
    until = time.monotonic() + asked["timeout_ms"] / 1000
    try:
        kept, truncated, ended = _exchange(child, binascii.a2b_base64(asked["stdin_b64"]), asked["most"], until)
    finally:
        kill_session(child.pid)
    status = child.wait()
    return (status if ended else None), kept[0], kept[1], truncated


def _exchange(child, given, most, until):
    """Feeds and reads until the command itself has ended: a process that it left behind cannot hold us up."""
    kept, truncated = {child.stdout: bytearray(), child.stderr: bytearray()}, False
    ended = os.pidfd_open(child.pid)
    with selectors.DefaultSelector() as selector:
        selector.register(ended, selectors.EVENT_READ)
        for stream in kept:
            os.set_blocking(stream.fileno(), False)
            selector.register(stream, selectors.EVENT_READ)
        os.set_blocking(child.stdin.fileno(), False)
        selector.register(child.stdin, selectors.EVENT_WRITE)
        over = False
        while not over and time.monotonic() < until:
            for key, _ in selector.select(max(0, until - time.monotonic())):
                if key.fileobj is child.stdin:
                    given = _feed(child.stdin, given, selector)
                elif key.fileobj == ended:
                    over = True
                else:
                    truncated |= _keep(key.fileobj, kept, most, selector)
        for stream in kept:  # what was written before the end
            while over and selector.get_map().get(stream.fileno()) and _readable(stream):
                truncated |= _keep(stream, kept, most, selector)
    os.close(ended)
    return [bytes(part) for part in kept.values()], truncated, over


def _readable(stream):
    return bool(select.select([stream], [], [], 0)[0])


def _feed(stream, given, selector):
    try:
        given = given[os.write(stream.fileno(), given[: 1 << 16]):] if given else given
    except BrokenPipeError:
        given = b""
    if not given:
        selector.unregister(stream)
        stream.close()
    return given


def _keep(stream, kept, most, selector):
    data = os.read(stream.fileno(), 1 << 16)
    if not data:
        selector.unregister(stream)
    room = most - len(kept[stream])
    kept[stream] += data[:room]
    return len(data) > room


def read_file(peer, path, most):
    place = os.path.join(peer.box, path)
    if not os.path.isfile(place):
        raise FileNotFoundError(2, "no such file of the answer", path)
    with open(place, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        return file.read(most)
