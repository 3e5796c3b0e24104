# group: the line to the tester
# expect: not_pass
# tries: closes every descriptor and waits
import os
import time

os.closerange(3, 256)
time.sleep(3600)
