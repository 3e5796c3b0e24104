# group: ending the process
# expect: not_pass
# tries: SIGKILL to its parent, to process 1, to its group and to -1
# subset: yes
import os
import signal

for target in (os.getppid(), 1, 2, 3):
    if target != os.getpid():
        try:
            os.kill(target, signal.SIGKILL)
        except OSError:
            pass
try:
    os.kill(-1, signal.SIGKILL)
    os.killpg(0, signal.SIGKILL)
except OSError:
    pass
