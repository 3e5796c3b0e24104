# group: the line to the tester
# expect: not_pass
# tries: pickles, marshalled code and source text where values are expected, in frames and in objects that reduce to calls
import json
import marshal
import os
import pickle
import stat


def sockets():
    found = []
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            pass
    return found


def frame(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return len(body).to_bytes(4, "big") + body


def say(data):
    for fd in sockets():
        try:
            os.write(fd, data)
        except OSError:
            pass


class Reduces:
    def __reduce__(self):
        return os.system, ("touch /tmp/ql_corpus_pickle",)

    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    __getstate__ = __reduce__


PICKLE = pickle.dumps(Reduces())
CODE = marshal.dumps(compile("import os; os._exit(0)", "x", "exec"))


class UnknownSlip(LookupError):
    def __reduce__(self):
        return os._exit, (0,)


def send(fn, *args, **kwargs):
    for data in (PICKLE, CODE, b"import os; os._exit(0)", b"__import__('os')._exit(0)"):
        say(frame(data))
    return Reduces()


def fetch(slip, patience=5.0):
    raise UnknownSlip(PICKLE, CODE, Reduces())
