"""Mutates frames and gives them to the tester's end of the line, looking for anything but the documented ends.

  rpc_codec_fuzz.py [--seconds 10] [--seed 1]

A frame may be refused (FrameError, or the end of the line), or be taken; what is taken must be made of exact builtin types and
of proxies, and what it raises must be an ordinary exception. Anything else, or a frame that takes seconds, is a finding: it
is printed with its seed, and the exit status is 1.
"""
import argparse
import copy
import itertools
import json
import os
import queue
import random
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "src", "judge", folder) for folder in ("split", "python")]

import rpc  # noqa: E402
import rpc_host  # noqa: E402
import rpc_library  # noqa: E402
import rpc_proxies  # noqa: E402

HANG_S = 5
PER_HOST = 500
EXACT = {type(None), bool, int, float, complex, str, bytes, bytearray, tuple, list, dict, set, frozenset, range, slice, type(...)}


class Handed:
    """What the imagined test gave to the answer."""

    def __init__(self):
        self.name = "public"

    def method(self, *args):
        return args


class FuzzHost(rpc_host.HostPeer):
    """A tester's end that neither writes nor waits."""

    def __init__(self):
        super().__init__(-1, "solution", HERE)
        self.thread_name()
        for thing in ([1, {"a": 2}], Handed(), Handed().method, lambda: 5, ValueError("mine"), KeyError):
            self.encode(thing)
        self.changes()

    def _write(self, data):
        pass

    def _serve_in_new_thread(self, name):
        box = self._boxes[name] = queue.SimpleQueue()
        return box

    def request(self, *args, **kwargs):
        raise rpc.TransportFailure("no worker")


FRAMES = [
    *({"v": value} for value in (
        None, True, 7, "text", {"i": "0x1f"}, {"f": "0x1.8p+1"}, {"f": "nan"}, {"c": ["0x1p+0", "-inf"]}, {"b": "YWI="},
        {"ba": "YWI="}, {"t": [1, {"t": []}]}, {"l": [1, {"l": [2]}]}, {"s": [1, "a"]}, {"fs": [1]}, {"d": [["k", 1], [2, None]]},
        {"r": [0, 9, 2]}, {"sl": [None, 1, None]}, {"e": 1}, {"m": 1}, {"m": 2}, {"o": 3}, {"o": 4}, {"bt": "int"}, {"bt": "KeyError"},
        {"lib": ["datetime", "datetime", "2024-01-02T03:04:05", 0]}, {"lib": ["decimal", "Decimal", "1.5"]},
        {"lib": ["fractions", "Fraction", "1", "3"]}, {"lib": ["datetime", "timedelta", 1, 2, 3]},
        {"h": 1, "k": "object", "n": "Thing"}, {"h": 2, "k": "callable", "n": "f"}, {"h": 3, "k": "class", "n": "C"},
        {"h": 5, "k": "value", "n": "Level", "v": 3},
        {"h": 6, "k": "value", "n": "Pair", "v": {"t": [1, 2]}, "fl": ["a", "b"]}, {"h": 7, "k": "value", "n": "Stack", "v": {"l": [1]}},
        {"mod": "solution"}, {"mod": "solution.core"}, {"x": {"h": 8, "c": {"bt": "ValueError"}, "args": ["x"], "s": "x"}})),
    {"x": {"h": 9, "c": {"bt": "KeyError"}, "args": ["k"], "s": "k", "fr": ["solution.py:1 in f"], "at": [["code", 5]], "sup": True}},
    {"x": {"h": 10, "c": {"xc": 11, "n": "Full", "b": [{"bt": "OSError"}], "ref": ["queue", "Full"]}, "args": [1, 2], "s": "full",
           "at": [["__notes__", {"l": ["n"]}]], "cause": {"h": 12, "c": {"bt": "TypeError"}, "args": []},
           "ctx": {"h": 13, "c": {"bt": "SystemExit"}, "args": [2]}}},
    {"x": {"o": 5}}, {"x": {"h": 14, "c": {"bt": "ExceptionGroup"}, "args": ["g", {"t": [{"x": {"o": 5}}]}]}},
    {"v": None, "sy": [[1, "l", [{"m": 2}, 5]], [2, "d", [["a", 1]]]]},
    *({"k": "q", "op": op, "p": plain, "a": args, "kw": []} for op, plain, args in (
        ("call", [4], [1, {"l": []}]), ("call", [3], []), ("get", [3, "name"], []), ("set", [3, "name"], ["x"]),
        ("operator", [3, "eq"], [{"o": 3}]), ("operator", [3, "next"], []), ("operator", [1, "len"], []),
        ("get", [4, "__globals__"], []), ("call", [6], []))),
    {"k": "end"}, {"k": "oom"},
]
TOKENS = [None, True, False, 0, 1, -1, 2**40, 2**52, "", "x", "h1", "w1", "__class__", "k", "0x", "nan", "1e999", [], {}, [[]], {"m": 1},
          {"o": 3}, {"h": 1}, {"t": []}, "\ud800", "A" * 300, ["solution"], {"l": [{"m": 1}]}, [1, "l", []], 1.5]


def places(node):
    """Every (container, key) of a message."""
    found, todo = [], [node]
    while todo:
        each = todo.pop()
        keys = each.keys() if isinstance(each, dict) else range(len(each))
        for key in list(keys):
            found.append((each, key))
            if isinstance(each[key], (dict, list)):
                todo.append(each[key])
    return found


def mutate_tree(chance, message):
    for _ in range(chance.randint(1, 4)):
        spots = places(message)
        if not spots:
            return message
        holder, key = chance.choice(spots)
        action = chance.randrange(6)
        if action == 0:
            holder[key] = copy.deepcopy(chance.choice(TOKENS))
        elif action == 1:
            holder[key] = copy.deepcopy(chance.choice(chance.choice(list(map(list, map(dict.values, FRAMES))))))
        elif action == 2:
            del holder[key]
        elif action == 3 and isinstance(holder, dict):
            holder[chance.choice(["v", "x", "o", "h", "m", "t", "l", "n", "k", "xc", "b", "ref", "fl", "sy", "at"])] = holder[key]
        elif action == 4:
            value = holder[key]
            for _ in range(chance.choice([1, 5, 80])):
                value = {chance.choice("tlsd"): [value]}
            holder[key] = value
        elif isinstance(holder, list):
            holder.extend(copy.deepcopy(holder[:50]))
    return message


def mutate_bytes(chance, data):
    data = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        action = chance.randrange(4)
        if action == 0 and at < len(data):
            data[at] = chance.randrange(256)
        elif action == 1:
            data[at:at] = chance.choice([b"[", b"{", b'"', b"9" * 30, b"[" * 3000, b"\xff", b"\\ud800", b"-", b"1e5", b"\0", b"NaN"])
        elif action == 2:
            del data[at : at + chance.randint(1, 9)]
        else:
            other = chance.randrange(len(data) + 1)
            data[at:at] = data[min(at, other) : max(at, other)]
    return bytes(data)


def make_body(chance):
    message = copy.deepcopy(chance.choice(FRAMES))
    if chance.random() < 0.9:
        message = mutate_tree(chance, message)
    if isinstance(message, dict) and chance.random() < 0.95:
        message.setdefault("k", "r")
        message.update(id=1, lt="h1" if message["k"] == "r" else chance.choice(["w1", "w2"]))
    body = json.dumps(message).encode()
    return mutate_bytes(chance, body) if chance.random() < 0.3 else body


def check_value(value):
    """Whether a decoded value is made of what may be decoded."""
    todo, seen = [value], set()
    while todo:
        x = todo.pop()
        if id(x) in seen:
            continue
        seen.add(id(x))
        kind = type(x)
        if kind in (list, tuple, set, frozenset):
            todo.extend(x)
        elif kind is dict:
            todo.extend(itertools.chain(x.keys(), x.values()))
        elif not (kind in EXACT or isinstance(x, (rpc_proxies.RemoteBase, Handed, type, BaseException)) or callable(x)
                  or rpc_library.to_plain(x) is not None):
            raise AssertionError("a value of %r came through" % kind)


def feed(host, body):
    """Gives one body to the host as its reader and its threads do."""
    try:
        message = rpc.unpack(body)
        host._route(message)
    except rpc.FrameError:
        return "refused"
    if message["k"] == "end":
        return "over"
    message = host._boxes[message["lt"]].get()
    if message["k"] == "q":
        host._answer(message)
        return "answered" if host.failed is None else "ended"
    try:
        value = host._result(message)
    except rpc.TransportFailure:
        return "ended"
    except (Exception, SystemExit):
        return "raised"
    check_value(value)
    return "taken"


def hung(number, frame):
    raise TimeoutError("a frame took more than %d s" % HANG_S)


def fuzz(seconds, seed):
    chance = random.Random(seed)
    signal.signal(signal.SIGALRM, hung)
    until, count, tally = time.monotonic() + seconds, 0, {}
    host = None
    while time.monotonic() < until or count < 2000:
        if count % PER_HOST == 0 or host.failed is not None:
            host = FuzzHost()
        body = make_body(chance)
        signal.alarm(HANG_S)
        try:
            ending = feed(host, body)
        except BaseException as error:
            print("seed %d, frame %d: %s: %s\n%r" % (seed, count, type(error).__name__, error, body[:2000]))
            raise
        finally:
            signal.alarm(0)
        tally[ending] = tally.get(ending, 0) + 1
        count += 1
    return count, tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    count, tally = fuzz(given.seconds, given.seed)
    print("%d frames: %s" % (count, ", ".join("%d %s" % (n, how) for how, n in sorted(tally.items()))))


if __name__ == "__main__":
    main()
