# group: resources
# expect: not_pass
# tries: writes to stdout and stderr without end
# subset: yes
import os

block = b"all tests passed \x1b[2K\r" * 4000
while True:
    os.write(1, block)
    os.write(2, block)
