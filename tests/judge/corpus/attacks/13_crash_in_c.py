# group: ending the process
# expect: not_pass
# tries: says that all passed, then reads address 0
import ctypes
import sys

print("12 passed", flush=True)
print("12 passed", file=sys.stderr, flush=True)
ctypes.string_at(0)
