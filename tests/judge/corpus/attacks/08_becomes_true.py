# group: ending the process
# expect: not_pass
# tries: replaces the process by /bin/true, with every descriptor kept open
import os

for fd in range(3, 64):
    try:
        os.set_inheritable(fd, True)
    except OSError:
        pass
os.execv("/bin/true", ["true"])
