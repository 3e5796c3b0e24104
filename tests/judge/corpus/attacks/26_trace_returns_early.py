# group: patching
# expect: not_pass
# tries: a trace function that jumps over every assert of its callers
import sys
import threading


def trace(frame, event, arg):
    if event == "line" and frame.f_code.co_name.startswith("test_"):
        last = max(line for _, _, line in frame.f_code.co_lines() if line)
        try:
            frame.f_lineno = last
        except ValueError:
            pass
    return trace


sys.settrace(trace)
threading.settrace(trace)
frame = sys._getframe()
while frame:
    frame.f_trace = trace
    frame = frame.f_back


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    frame = sys._getframe()
    while frame:
        frame.f_trace, frame = trace, frame.f_back
    return 0


def fetch(slip, patience=5.0):
    return None
