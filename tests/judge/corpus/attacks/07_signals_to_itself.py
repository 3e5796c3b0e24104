# group: ending the process
# expect: not_pass
# tries: sends itself one signal after another from a thread, from the polite to the final
import os
import signal
import threading
import time


def _leave():
    for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL):
        time.sleep(0.05)
        os.kill(os.getpid(), number)


threading.Thread(target=_leave, daemon=True).start()


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    time.sleep(2)
