# group: resources
# expect: not_pass
# tries: leaves a process that keeps stdout and stderr open and writes a byte now and then
import os
import time

if os.fork() == 0:
    os.setsid()
    while True:
        os.write(1, b".")
        os.write(2, b".")
        time.sleep(0.2)
os._exit(0)
