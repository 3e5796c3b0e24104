# group: honest
# expect: pass
# tries: its own signal handlers and an interval timer that interrupts every system call a hundred times a second
import signal
import threading

ticks = 0


def _tick(number, frame):
    global ticks
    ticks += 1


if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGALRM, _tick)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


class UnknownSlip(LookupError):
    def __init__(self, slip):
        self.slip = slip


_errands = {}


def send(fn, *args, **kwargs):
    slip = float(len(_errands))
    errand = _errands[slip] = {"lock": threading.Lock()}
    errand["lock"].acquire()

    def run():
        try:
            errand["value"] = fn(*args, **kwargs)
        except BaseException as error:
            errand["error"] = error
        errand["lock"].release()

    threading.Thread(target=run, daemon=True).start()
    return slip


def fetch(slip, patience=5.0):
    if slip not in _errands:
        raise UnknownSlip(slip)
    errand = _errands[slip]
    if not errand["lock"].acquire(timeout=patience):
        raise TimeoutError(slip)
    errand["lock"].release()
    if "error" in errand:
        raise errand["error"]
    return errand["value"]
