# group: resources
# expect: not_pass
# tries: many processes, each of them just small enough
import os
import time

for _ in range(60):
    try:
        if os.fork() == 0:
            held = bytearray(b"m") * (60 << 20)
            time.sleep(3600)
    except OSError:
        break
time.sleep(3600)
