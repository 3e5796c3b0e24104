# group: resources
# expect: not_pass
# tries: doubles itself for as long as it may
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
