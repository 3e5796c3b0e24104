# group: resources
# expect: not_pass
# tries: never finishes its import, using no processor time at all
import time

while True:
    time.sleep(3600)
