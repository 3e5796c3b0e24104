# group: resources
# expect: not_pass
# tries: a large core file
import os
import resource

held = bytearray(b"c") * (128 << 20)
try:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
except (OSError, ValueError):
    pass
os.abort()
