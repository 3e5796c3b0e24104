# group: host
# expect: not_pass
# tries: SIGSTOP to all it sees, its parent and process 1 included, then to itself
import os
import signal

for name in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
    if int(name) != os.getpid():
        try:
            os.kill(int(name), signal.SIGSTOP)
        except OSError:
            pass
os.kill(os.getpid(), signal.SIGSTOP)
