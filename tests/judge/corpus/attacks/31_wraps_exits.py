# group: patching
# expect: not_pass
# tries: os._exit, sys.exit, SystemExit and signal death all become status 0
import builtins
import os
import signal
import sys

leave = os._exit
os._exit = sys.exit = lambda status=0: leave(0)
os.abort = lambda: leave(0)
builtins.exit = builtins.quit = os._exit


class Zero(SystemExit):
    def __init__(self, *args):
        super().__init__(0)


builtins.SystemExit = Zero
for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU):
    try:
        signal.signal(number, lambda *_: leave(0))
    except ValueError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    sys.exit(1)
