# group: lying values
# expect: not_pass
# text: yes
# tries: puts everything it can see of the callers, their source and their variables, into the exceptions it raises
import inspect
import linecache
import sys


def seen():
    text, frame = [], sys._getframe(1)
    while frame:
        text.append("".join(linecache.getlines(frame.f_code.co_filename))[:4000])
        text.append(repr(frame.f_locals)[:4000])
        frame = frame.f_back
    return "\n".join(text)


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    try:
        text = inspect.getsource(fn)
    except BaseException as error:
        text = repr(error)
    raise RuntimeError(text + seen())


def fetch(slip, patience=5.0):
    raise RuntimeError(seen())
