# group: ending the process
# expect: not_pass
# tries: ends with status 0 while it is imported, past any replaced os module
# subset: yes
import posix

posix._exit(0)
