# group: resources
# expect: not_pass
# tries: starts threads with small stacks without end, at import
import threading
import time

threading.stack_size(65536)
while True:
    try:
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    except RuntimeError:
        pass
