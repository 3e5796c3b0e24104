# group: resources
# expect: not_pass
# tries: memory that is no process's heap: memfd, shared mappings, pipes filled to the brim
import fcntl
import mmap
import os

kept = []
while True:
    try:
        fd = os.memfd_create("m")
        for _ in range(64):
            os.write(fd, b"m" * (1 << 20))
        kept.append(fd)
    except OSError:
        break
while True:
    try:
        shared = mmap.mmap(-1, 16 << 20, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        shared.write(b"m" * (16 << 20))
        kept.append(shared)
        ends = os.pipe()
        fcntl.fcntl(ends[1], 1031, 1 << 20)
        os.write(ends[1], b"m" * (1 << 20))
    except (OSError, ValueError):
        pass
